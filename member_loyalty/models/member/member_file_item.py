from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import plain
from ..common.plain import refuse_fault

#: what shows that an item is there and can be used, where it isn't the field itself
SHOWN_BY = {"phone": "phone_sanitized", "email": "email_normalized"}
#: the browser's way to type an item
INPUTS = {"char": "text", "date": "date", "selection": "select", "many2one": "select", "many2many": "checkbox"}
TYPES = {"phone": "tel", "email": "email"}


class MemberFileItem(models.Model):
    """What a member's file should hold, and how much each item weighs."""

    _name = "member.file.item"
    _description = "Member File Field"
    _order = "sequence, id"
    _rec_name = "field"

    field = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "Email"),
            ("birthdate_date", "Birth date"),
            ("gender", "Gender"),
            ("street", "Street"),
            ("zip", "ZIP Code"),
            ("city", "City"),
            ("function", "Occupation"),
            ("member_income_band_id", "Income"),
            ("member_wedding_date", "Wedding anniversary"),
            ("member_interest_ids", "Interests"),
        ],
        required=True,
    )
    weight = fields.Integer(required=True, default=10)
    is_asked = fields.Boolean(
        "Ask at the Till", help="The till asks for one missing field at a time, starting with the highest weight."
    )
    sequence = fields.Integer(default=10)

    _field_unique = models.Constraint("UNIQUE (field)", "This field is already listed.")
    _weight_positive = models.Constraint("CHECK (weight > 0)", "The weight must be above 0.")

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        self._weights_changed()
        return items

    def write(self, vals):
        done = super().write(vals)
        if {"field", "weight"} & set(vals):
            self._weights_changed()
        return done

    def unlink(self):
        done = super().unlink()
        self._weights_changed()
        return done

    def _weights_changed(self):
        # sudo: whoever may set weights has every member counted anew; one such job that waits is enough.
        Job = self.env["member.job"].sudo()
        members = self.env["res.partner"].sudo().search_count([("member_number", "!=", False)])
        if members and not Job.search_count([("kind", "=", "completeness"), ("state", "=", "queued")], limit=1):
            Job._start("completeness", self.env._("Recalculate file completeness"), members, cursor={"after": 0})

    @api.model
    def _weights(self):
        """:return: dict of field to weight"""
        # sudo: weights are for everybody; whoever writes a file has its score counted by them.
        return {item.field: item.weight for item in self.sudo().search([])}

    @api.model
    def _score_sql(self):
        """:return: SQL of the score of a row of res_partner, the twin of engine.completeness.score"""
        weights = self._weights()
        if not weights:
            return SQL("100")
        have = SQL(" + ").join(
            SQL("CASE WHEN %s THEN %s ELSE 0 END", self._filled_sql(field), weight) for field, weight in weights.items()
        )
        total = sum(weights.values())
        return SQL("(200 * (%s) + %s) / %s", have, total, 2 * total)

    def _filled_sql(self, field):
        if field == "member_interest_ids":
            return SQL("EXISTS (SELECT FROM member_interest_res_partner_rel i WHERE i.res_partner_id = res_partner.id)")
        return SQL("NULLIF(%s::text, '') IS NOT NULL", SQL.identifier("res_partner", SHOWN_BY.get(field, field)))

    # ── How an item is asked for, and what counts as an answer: at till and portal alike ───────────────────────

    @api.model
    def _question(self, partner, name):
        """:return: dict of field, label, input (a type of the browser's, or 'select') and options (pairs of value and
        label)
        """
        field = partner._fields[name]
        options = []
        if field.type == "selection":
            options = field._description_selection(self.env)
        elif field.relational:
            # sudo: the choices of a list that the shop keeps.
            options = [(record.id, record.display_name) for record in self.env[field.comodel_name].sudo().search([])]
        items = dict(self._fields["field"]._description_selection(self.env))
        return {
            "field": name,
            "label": items[name],
            "input": TYPES.get(name, INPUTS[field.type]),
            "options": options,
        }

    @api.model
    def _valid_answer(self, name, value, today):
        """What was typed, as it is kept.

        :param value: str; for a choice of several, a list of them
        """
        field = self.env["res.partner"]._fields[name]
        if field.type == "many2one":
            return self._valid_choices(field, [value])[0]
        if field.type == "many2many":
            return [fields.Command.set(self._valid_choices(field, value))]
        if field.type == "selection" and value not in field.get_values(self.env):
            raise UserError(self.env._("%(value)s isn't among the choices.", value=value))
        if field.type == "date":
            return self._valid_day(value, today)
        refuse_fault(self.env, plain.words_fault(value), field._description_string(self.env))
        return value

    def _valid_choices(self, field, values):
        """:return: ids, of a list that the shop keeps"""
        # sudo: the choices that the question offers.
        offered = {str(record.id): record.id for record in self.env[field.comodel_name].sudo().search([])}
        unknown = [value for value in values if str(value) not in offered]
        if unknown:
            raise UserError(self.env._("%(value)s isn't among the choices.", value=unknown[0]))
        return [offered[str(value)] for value in values]

    def _valid_day(self, value, today):
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("%(date)s isn't a valid date.", date=value)) from error
        if day and day > today:
            raise UserError(self.env._("%(date)s is in the future.", date=value))
        if not day or plain.date_fault(day):
            raise UserError(self.env._("%(date)s isn't a valid date.", date=value))
        return day
