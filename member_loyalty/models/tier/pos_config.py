from odoo import fields, models


class PosConfig(models.Model):
    """How far a member is from the tiers above, so that the till can say what the order in hand brings."""

    _inherit = "pos.config"

    def _member_snapshot_ladder(self, partner):
        """The tiers above a member's own, the lowest first; none for who is held below what the rules give.

        :return: list of dicts, see utils/tier_reach.js; amounts in the till's currency
        """
        if not partner._is_member() or partner.member_standing_ids._is_capped(self.company_id._member_today()):
            return []
        above, _own = partner.with_company(self.company_id)._member_steps_above()[partner.sudo(False)]
        earlier = self._member_earlier_visits(partner, [step for step, _figures in above])
        return [
            {
                "tier": self.env["member.tier"].browse(step.tier.id)._for_till(),
                "every": step.tier.entry.every,
                "asked": self._member_in_till_currency(step.tier.entry.asked),
                "have": self._member_in_till_currency(vars(figures)),
                # An order of today is no further visit where there was one today.
                "visits_with_order": earlier.get(step.measure, 0) + 1,
                "counts_here": not step.measure.places or self.id in step.measure.places,
                "categories": self._member_below(step.measure.categories),
                "gross": step.measure.basis.gross,
                "paid_in": step.measure.basis.paid_in,
            }
            for step, figures in above
        ]

    def _member_earlier_visits(self, partner, steps):
        """:return: dict of measure to the visits before today in its window of today, for those that ask for visits"""
        measures = [step.measure for step in steps if step.tier.entry.visits]
        if not measures:
            return {}
        today = self.company_id._member_today()
        days = {partner.id: (today, fields.Date.subtract(today, days=1))}
        counted = self.env["member.purchase"]._figures(self.env["member.standing"]._asked(days), measures)
        return {measure: found[partner.id].visits for measure, found in counted.items() if partner.id in found}

    def _member_in_till_currency(self, figures):
        """:param figures: dict of measure to figure; those in money are in the company's currency"""
        own = self.company_id.currency_id
        rate = self.env["res.currency"]._get_conversion_rate(own, self.currency_id, self.company_id)
        return {name: float(figure) * (rate if name in ("spend", "single") else 1) for name, figure in figures.items()}

    def _member_below(self, category_ids):
        """:return: ids of these product categories and those below them; False for all"""
        return bool(category_ids) and self.env["product.category"].search([("id", "child_of", list(category_ids))]).ids
