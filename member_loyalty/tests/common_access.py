from odoo.addons.mail.tests.common import mail_new_test_user

OPERATIONS = READ, WRITE, CREATE, UNLINK = ("read", "write", "create", "unlink")


class AccessModels:
    """Every model of an addon for every role, mixed into RolesCase: what isn't in the tables is nobody's."""

    #: else Odoo's own runner passes over what a class inherits
    allow_inherited_tests_method = True
    #: dicts of role to the models that it reads, and to what it does beyond reading, by model
    addon, readers, changes = None, {}, {}

    def test_each_model_for_each_role(self):
        models = self.models()
        self.assertFalse(self.readers["manager"] - set(models))
        for role, user in self.users.items():
            with self.subTest(role):
                found = {(model, one) for model in models for one in OPERATIONS if self.may(user, model, one)}
                readable = {(model, READ) for model in self.readers[role]}
                changeable = {(model, one) for model, operations in self.changes[role].items() for one in operations}
                self.assertEqual(found, readable | changeable)

    def test_portal_and_public_see_nothing(self):
        for user in self.outsiders():
            for model in self.models():
                with self.subTest(user=user.id, model=model):
                    self.assertFalse(self.may(user, model, READ))

    def outsiders(self):
        portal = mail_new_test_user(self.env, "portal_customer", groups="base.group_portal")
        return portal | self.env.ref("base.public_user")

    def may(self, user, model, operation):
        return self.env[model].with_user(user).has_access(operation)

    def models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if model._original_module == self.addon and name.startswith("member.")
            if not model._transient and not model._abstract
        ]
