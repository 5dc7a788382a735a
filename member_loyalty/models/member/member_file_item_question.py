from odoo import api, fields, models
from odoo.exceptions import UserError

#: the browser's way to type an item
INPUTS = {"char": "text", "date": "date", "selection": "select", "many2one": "select", "many2many": "checkbox"}
TYPES = {"phone": "tel", "email": "email"}


class MemberFileItem(models.Model):
    """How an item is asked for, and what counts as an answer: at the till and in the portal alike."""

    _inherit = "member.file.item"

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
            return int(value)
        if field.type == "many2many":
            return [fields.Command.set([int(one) for one in value])]
        return self._valid_day(value, today) if field.type == "date" else value

    def _valid_day(self, value, today):
        try:
            day = fields.Date.to_date(value)
        except ValueError as error:
            raise UserError(self.env._("%(date)s isn't a date.", date=value)) from error
        if day > today:
            raise UserError(self.env._("%(date)s is yet to come.", date=value))
        return day
