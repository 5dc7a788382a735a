from odoo import models


class MemberBenefit(models.Model):
    """Benefits as the till tells them to who has just got them."""

    _inherit = "member.benefit"

    def _new_in_words(self, tier, before, config, day):
        """What a tier has at a till that the one before hadn't, or had less often.

        :return: list of str such as "Gift wrapping: 2 per month"
        """
        periods = dict(self._fields["period"]._description_selection(self.env))
        words = []
        for benefit in self.filtered(lambda benefit: benefit._is_offered(config, day)):
            quotas = {line.tier_id: line.quota for line in benefit.line_ids}
            if tier not in quotas or (before in quotas and not _is_more(quotas[tier], quotas[before])):
                continue
            often = quotas[tier]
            words.append(f"{benefit.name}: {often} {periods[benefit.period]}" if often else benefit.name)
        return words

    def _is_offered(self, config, day):
        self.ensure_one()
        return (
            self.company_id == config.company_id
            and (not self.config_ids or config in self.config_ids)
            and not (self.date_from and self.date_from > day)
            and not (self.date_to and self.date_to < day)
        )


def _is_more(quota, before):
    """:param quota: 0 for without limit"""
    return bool(before) and (not quota or quota > before)
