from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...const import LEDGER_TYPES


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    member_program = fields.Boolean(
        "Membership Programme",
        help="Points are counted by the server, kept in the ledger and earned by members only.",
    )

    @api.constrains("member_program", "program_type", "rule_ids")
    def _check_member_program(self):
        for program in self.filtered("member_program"):
            if program.program_type not in LEDGER_TYPES:
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership programme: only programmes of the types Loyalty Cards and "
                        "eWallet can.",
                        program=program.name,
                    )
                )
            if program.rule_ids.filtered(lambda rule: rule.mode == "with_code"):
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership programme while a rule asks for a code. "
                        "Remove the code, or move the rule to another programme.",
                        program=program.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs.filtered("member_program")._open_ledger()
        programs._member_book_products()
        return programs

    def write(self, vals):
        switched = self.filtered(
            lambda program: program.member_program != vals.get("member_program", program.member_program)
        )
        if vals.get("member_program"):
            switched._check_one_card_each()
        else:
            switched._check_ledger_is_empty()
        res = super().write(vals)
        switched.filtered("member_program")._open_ledger()
        self._member_book_products()
        return res

    def _check_ledger_is_empty(self):
        for program in self:
            if self.env["member.ledger.entry"].search_count([("program_id", "=", program.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "%(program)s has movements in the ledger and stays a membership programme. Archive it instead.",
                        program=program.name,
                    )
                )

    def _check_one_card_each(self):
        if not self:
            return
        self.env.flush_all()
        doubles = self.env.execute_query(
            SQL(
                """SELECT MIN(p.name) FROM loyalty_card c JOIN res_partner p ON p.id = c.partner_id
                    WHERE c.program_id IN %s AND c.active GROUP BY c.program_id, c.partner_id HAVING COUNT(*) > 1 LIMIT 5""",
                tuple(self.ids),
            )
        )
        if doubles:
            raise ValidationError(
                self.env._(
                    "Some customers have several cards of this programme: %(names)s. Manage With the Ledger, on the "
                    "programme, adds their balances up.",
                    names=", ".join(name for (name,) in doubles),
                )
            )

    def _member_bucket_names(self):
        """Where what comes in and goes out is kept; the first is where it goes unless said otherwise."""
        self.ensure_one()
        return ("principal", "bonus") if self.program_type == "ewallet" else ("points",)

    def _member_rules(self, products):
        """:return: list of the programme's :class:`engine.earning.Rule`, as they take these products"""
        return [rule._as_engine(products) for rule in self.rule_ids]
