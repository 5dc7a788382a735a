from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools.misc import formatLang

from ...engine import offers
from ...engine.rounding import round_points


class LoyaltyProgram(models.Model):
    """What tops a wallet up, and its amounts in words."""

    _inherit = "loyalty.program"

    def _member_money(self, amount):
        """:return: str, an amount as people write it in the wallet's currency"""
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    def _member_amount_text(self, amount):
        """:return: str, an amount of a wallet as money, or points with their unit"""
        if self.program_type == "ewallet":
            return self._member_money(amount)
        return f"{formatLang(self.env, float(amount))} {self.portal_point_name}"

    @api.constrains("member_program", "program_type", "active", "company_id", "rule_ids")
    def _check_member_top_up_products(self):
        """A sold top-up has to say by itself which wallet it is for."""
        wallets = self.filtered(lambda program: program.program_type == "ewallet" and program.member_program)
        for wallet in wallets.filtered("active"):
            here = wallet.company_id
            twin = self.search(
                [
                    ("id", "!=", wallet.id),
                    ("program_type", "=", "ewallet"),
                    ("member_program", "=", True),
                    ("rule_ids.product_ids", "in", wallet.trigger_product_ids.ids),
                ]
                + ([("company_id", "in", [here.id, False])] if here else []),
                limit=1,
            )
            if twin:
                shared = wallet.trigger_product_ids & twin.trigger_product_ids
                raise ValidationError(
                    self.env._(
                        "%(product)s is already used to top up %(first)s. Choose another product for %(second)s.",
                        product=shared[0].display_name,
                        first=twin.name,
                        second=wallet.name,
                    )
                )

    def _member_topup_limit_problems(self, largest, balance, day):
        """What stands against topping this wallet up.

        :param largest: the largest amount paid in at once
        :param balance: what would be on the card, bonus included
        :param day: what would be paid in on the day in all
        :return: list of str: what is wrong, and the way out
        """
        figures = {
            "topup": (largest, self.member_topup_max),
            "balance": (balance, self.member_balance_max),
            "day": (day, self.member_day_max),
        }
        broken = offers.broken_limits(
            *(round_points(figure) for figure, _limit in figures.values()),
            *(limit for _figure, limit in figures.values()),
        )
        return [self._member_topup_limit_message(name, *figures[name]) for name in broken]

    def _member_topup_limit_message(self, name, figure, limit):
        values = {
            "program": self.name,
            "figure": self._member_money(figure),
            "limit": self._member_money(limit),
        }
        messages = {
            "topup": lambda: self.env._(
                "%(program)s: %(figure)s exceeds the maximum per top-up (%(limit)s). Enter a lower amount.", **values
            ),
            "balance": lambda: self.env._(
                "%(program)s: the balance would be %(figure)s, which exceeds the maximum balance "
                "(%(limit)s). Enter a lower amount.",
                **values,
            ),
            "day": lambda: self.env._(
                "%(program)s: today's top-ups would be %(figure)s, which exceeds the maximum per day "
                "(%(limit)s). Enter a lower amount, or top up tomorrow.",
                **values,
            ),
        }
        return messages[name]()

    @api.constrains("member_program", "program_type", "company_id")
    def _check_member_wallet_books(self):
        """Stored value is a debt in the books of one company."""
        for program in self:
            if program.member_program and program.program_type == "ewallet" and not program.company_id:
                raise ValidationError(
                    self.env._(
                        "%(program)s holds stored value, so it must belong to one company. Choose the company.",
                        program=program.name,
                    )
                )

    def _member_book_products(self):
        """What tops a wallet up and what pays from it are booked to the one liability account, without taxes: then
        core's own closing of a session books both."""
        # sudo: whoever may set up a wallet decides about its two products, and about nothing else of accounting.
        for program in self.sudo():
            company = program.company_id
            if not program.member_program or program.program_type != "ewallet" or not company._member_has_chart():
                continue
            account = company._member_account("liability")
            products = program.trigger_product_ids | program.reward_ids.discount_line_product_id
            for template in products.product_tmpl_id.with_company(company):
                if template.property_account_income_id != account:
                    template.property_account_income_id = account
                if template.taxes_id:
                    template.taxes_id = [Command.clear()]
