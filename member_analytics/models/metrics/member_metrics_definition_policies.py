from odoo import fields, models


class MemberMetricsDefinition(models.Model):
    """R16: how a shop treats each quadrant."""

    _inherit = "member.metrics.definition"

    friend_policy = fields.Text("Policy for True Friends", translate=True)
    butterfly_policy = fields.Text("Policy for Butterflies", translate=True)
    barnacle_policy = fields.Text("Policy for Barnacles", translate=True)
    stranger_policy = fields.Text("Policy for Strangers", translate=True)

    def _policy(self, quadrant):
        """:return: what the shop wrote, or what is usual"""
        return self[f"{quadrant}_policy"] or self._usual_policies()[quadrant]

    def _usual_policies(self):
        return {
            "friend": self.env._("Keep them: the best service, a named contact, new goods first, thanks in person."),
            "butterfly": self.env._("Bring them back sooner: remind them, a reason for the next visit, no discounts."),
            "barnacle": self.env._("Sell more at each visit: bundles, dearer goods, thresholds; spend little on them."),
            "stranger": self.env._("Spend nothing on them but cheap messages; see who turns out better."),
        }
