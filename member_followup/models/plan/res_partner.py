from odoo import models
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.member_loyalty.models.common.columns import columns


class ResPartner(models.Model):
    """What of a member stands in the scripts of contacts."""

    _inherit = "res.partner"

    def _member_placeholders(self):
        """The one list of placeholders that scripts may have.

        :return: dict of name to what it stands for
        """
        return {
            "name": self.env._("Name of the member"),
            "first_name": self.env._("The name up to its first space"),
            "tier": self.env._("Tier"),
            "points": self.env._("Points balance"),
            "points_expiry": self.env._("Date after which points expire next"),
            "birthday": self.env._("Day and month of the birth date"),
            "store": self.env._("Store of the last purchase"),
            "last_visit": self.env._("Date of the last purchase"),
            "last_product": self.env._("What was bought last"),
            "coupon": self.env._("Code of the coupon that comes with the contact"),
            "gift": self.env._("Gift that waits in the store"),
            "feedback_link": self.env._("Link to the question of the step"),
            "company": self.env._("Name of the company"),
        }

    def _member_placeholder_values(self, company):
        """What the placeholders stand for, each member's in the member's language. What isn't known is empty. The
        contact itself adds its coupon, gift and link.

        :param company: whose member it is
        :return: dict of partner id to dict of name to text
        """
        # sudo: what is told to the members themselves of their own points and purchases.
        members = self.sudo().with_company(company)
        bought = members._member_last_bought(company)
        cards = members.env["loyalty.card"].search(
            [("partner_id", "in", self.ids), ("member_program", "=", True), ("program_type", "=", "loyalty")]
        )
        # As long as one of a contact, which previews measure, and of nobody.
        link = members.env["member.followup"]._feedback_sample_url()
        expiring = {}
        for card, (day, _left) in cards._member_first_expiring().items():
            partner_id = card.partner_id.id
            expiring[partner_id] = min(day, expiring.get(partner_id, day))
        values = {}
        for lang, group in members.grouped("lang").items():
            env = members.with_context(lang=lang or self.env.lang).env
            for member in group.with_env(env):
                day, store_id, product_id = bought.get(member.id, (None, None, None))
                birth = member.birthdate_date
                values[member.id] = {
                    "name": member.name or "",
                    "first_name": (member.name or "").split(" ")[0],
                    "tier": member.member_tier_id.name or "",
                    "points": formatLang(env, member.member_points, digits=0 if member.member_points % 1 == 0 else 2),
                    "points_expiry": format_date(env, expiring.get(member.id)),
                    "birthday": format_date(env, birth, date_format="d MMMM") if birth else "",
                    "store": env["pos.config"].browse(store_id).name or "",
                    "last_visit": format_date(env, day),
                    "last_product": env["product.product"].browse(product_id).name or "",
                    "company": company.name,
                    "coupon": "",
                    "gift": "",
                    "feedback_link": link,
                }
        return values

    def _member_last_bought(self, company):
        """When and where members bought last, and the dearest of what they bought then: one row for each, which the
        ORM can't ask for.

        :return: dict of partner id to (day, id of the till, id of the product)
        """
        purchases, lines = self.env["member.purchase"], self.env["member.purchase.line"]
        query = purchases._search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", company.id),
                *purchases._purchase_domain(company._member_today()),
            ]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (bought.partner_id)
                          bought.partner_id, bought.local_date, bought.config_id, line.product_id
                     FROM member_purchase bought
                LEFT JOIN member_purchase_line line
                       ON line.purchase_id = bought.id AND line.quantity > 0 AND line.is_reward IS NOT TRUE
                    WHERE bought.id IN %s
                 ORDER BY bought.partner_id, bought.date DESC, bought.id DESC, line.amount_net DESC NULLS LAST, line.id""",
                query.subselect(),
                to_flush=[
                    *columns(purchases, "partner_id", "local_date", "config_id", "date"),
                    *columns(lines, "purchase_id", "product_id", "quantity", "is_reward", "amount_net"),
                ],
            )
        )
        return {partner_id: (day, store, product) for partner_id, day, store, product in rows}
