from odoo import api, models


class PosOrder(models.Model):
    """What the server says of an order, no till can say: not in the order that it sends, and not by another call."""

    _name = "pos.order"
    _inherit = ["pos.order", "member.kept"]

    #: What a till says of an order that it has sold; said in any other way it is refused.
    _MEMBER_SAID = ("member_offline", "member_till_count")
    #: Core's own, but what a purchase counts for follows from it, and the ORM stores it as it is written.
    _MEMBER_COMPUTED = ("currency_rate",)

    @api.model
    def _member_is_kept(self, name):
        return name in self._MEMBER_COMPUTED or super()._member_is_kept(name)

    @api.model
    def _member_said(self, order):
        """:return: dict of what only the till knows, of an order that it sends"""
        return {name: order[name] for name in self._MEMBER_SAID if order.get(name)}

    @api.model
    def _member_without_kept(self, order):
        """A copy of an order that a till sends: the request may be repeated with what was sent."""
        return {name: value for name, value in order.items() if not self._member_is_kept(name)}

    def _process_payment_lines(self, pos_order, order, pos_session, draft):
        """The last step before an order is settled, for new ones and for those that were drafts."""
        said = self.env.context.get("member_said")
        if said and not draft:
            # sudo: what a till says with the order that it has sold is written nowhere else.
            order.sudo().write(said)
        return super()._process_payment_lines(pos_order, order, pos_session, draft)

    def _member_own_context(self):
        """These orders without the defaults and switches that a request brings along: they would silence an alert."""
        context = {n: value for n, value in self.env.context.items() if not n.startswith(("default_", "mail_"))}
        # In place of what is there: values can be added to a context, not taken away.
        return self.with_context(context)  # pylint: disable=context-overridden

    def _member_kept_message(self, names):
        return self.env._(
            "%(fields)s: the membership writes this itself when an order arrives, so it can't be edited.", fields=names
        )
