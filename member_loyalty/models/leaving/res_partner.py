from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import SEES_LEDGER
from ...engine.rounding import round_points
from ..common.columns import columns


class ResPartner(models.Model):
    """How members leave, and how they come back."""

    _inherit = "res.partner"

    member_history_from = fields.Date(
        "History Start Date",
        copy=False,
        index="btree_not_null",
        readonly=True,
        help="Purchases before this date don't count for tiers, because the member was reinstated without history.",
    )
    member_leaving_ids = fields.One2many("member.leaving", "partner_id", "Terminations", groups=SEES_LEDGER)

    # Members who have bought nothing for long: whom the review lets go.
    member_idle = fields.Boolean("Termination Candidate", compute="_compute_member_idle", search="_search_member_idle")

    # ── Leaving ───────────────────────────────────────────────────────────────────────────────────────────────

    def _member_leave(self, reason, note=False, card_handed_in=False):
        """End memberships by the company's policy: cards, points, tier and consents. Facts and ledger stay.

        :param reason: a value of member.leaving.reason
        :param card_handed_in: whether the members gave their cards back
        :return: the member.leaving records
        """
        self._member_lock_cards()
        plans = self._member_leaving_plan()
        for partner in self:
            if problem := plans[partner]["problem"]:
                raise UserError(problem)
        company = self.env.company
        today = company._member_today()
        leavings = self.env["member.leaving"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "date": today,
                    "reason": reason,
                    "note": note,
                    "member_number": partner.member_number,
                    "tier_id": partner.member_tier_id.id,
                    "card_id": partner.member_card_id.id,
                    "points": plans[partner]["points"],
                    "wallet": plans[partner]["wallet"],
                    "points_until": fields.Date.add(today, days=company.member_leave_days),
                }
                for partner in self
            ]
        )
        leavings._take_away(card_handed_in)
        self.write({"member_left_on": today})
        return leavings

    def _member_lock_cards(self):
        cards = self.env["loyalty.card"].search([("partner_id", "in", self.ids), ("member_program", "=", True)])
        cards._lock_for_posting()
        self.env["member.ledger.entry"]._release_due(cards)

    def _member_leaving_plan(self):
        """What leaving would mean for each, as the wizard says it and ``_member_leave`` does it.

        :return: dict of partner to dict of points and bonus (what lapses, now or later), wallet (paid money, which
            never lapses), owed, and problem (what stands in the way, with the way out, or False)
        """
        cards = self.env["loyalty.card"].search([("partner_id", "in", self.ids), ("member_program", "=", True)])
        buckets = cards._member_buckets()
        none = round_points(0)
        plans = {partner: {"points": none, "bonus": none, "wallet": none, "owed": False} for partner in self}
        for card in cards:
            plan, left = plans[card.partner_id], buckets[card]
            for amount, name in (
                (left["points"], "points"),
                (left["principal"], "wallet"),
                (left["bonus"], "bonus"),
                (left["pending"], "bonus" if card.program_type == "ewallet" else "points"),
            ):
                if amount < 0:
                    plan["owed"] = card._member_amount_text(-amount)
                else:
                    plan[name] += amount
        for partner, plan in plans.items():
            plan["problem"] = partner._member_leaving_problem(plan)
        return plans

    def _member_leaving_problem(self, plan):
        if not self._is_member():
            return self.env._("%(name)s isn't a member.", name=self.display_name)
        if plan["owed"]:
            return self._member_debt_problem(plan["owed"])
        if plan["wallet"] and self.env.company.member_leave_wallet == "pay_back":
            return self._member_money_problem(plan["wallet"])
        return False

    def _member_debt_problem(self, amount):
        return self.env._(
            "%(name)s still owes %(amount)s. Collect the amount or write it off with an adjustment.",
            name=self.display_name,
            amount=amount,
        )

    def _member_money_problem(self, amount):
        return self.env._(
            "%(name)s has %(amount)s in the wallet. Refund it with the Refund Wallet Balance "
            "button on the member, or transfer it to another member with an adjustment.",
            name=self.display_name,
            amount=self.env.company.currency_id.format(float(amount)),
        )

    # ── Coming back ───────────────────────────────────────────────────────────────────────────────────────────

    def _member_return(self, with_history, card_number=False, via="backend", on_day=None, config=None):
        """Make somebody who left a member again.

        :param with_history: keep number, member since, purchases and what is left of the points; else a new number, and
            purchases count from now on
        """
        self.ensure_one()
        today = on_day or self.env.company._member_today()
        leaving = self.env["member.leaving"].search([("partner_id", "=", self.id)], limit=1)
        leaving._end(today, with_history)
        if not with_history:
            self.write({"member_number": False, "member_left_on": False, "member_history_from": today})
            self._member_join(card_number, via, on_day, config)
            return
        self.write({"member_left_on": False})
        card = leaving.card_id
        # A blocked card is with the member still; one that was handed in is theirs again when it is handed out.
        if (card.state == "blocked" and not card_number) or (
            card.state in ("blocked", "returned") and card.number == card_number
        ):
            card.action_activate()
        else:
            self._member_give_card(card_number)
        self.env["member.enrolment"].create(
            {"partner_id": self.id, "date": today, "via": via, "config_id": config and config.id}
        )
        self._member_agree(via)
        self._member_review_tier(on_day=today, note=self.env._("Reinstated"))

    def _compute_member_idle(self):
        idle = self.filtered_domain(
            [("id", "in", self._search(Domain("id", "in", self.ids) & self._member_idle_domain()))]
        )
        for partner in self:
            partner.member_idle = partner in idle

    def _search_member_idle(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._member_idle_domain() if True in value else ~self._member_idle_domain()

    def _member_idle_domain(self):
        """Set-based SQL: it looks at all members and their purchases.

        A member of all companies is let go by the one whose tiers apply. A membership shorter than the time isn't idle
        yet. Who has paid money in the wallet that the company pays back first, or owes something, stays: somebody has to
        talk to them.
        """
        company = self.env.company
        if not company.member_leave_months:
            return Domain.FALSE
        return Domain(
            "id",
            "in",
            SQL(
                """
                (SELECT member.id FROM res_partner member
              LEFT JOIN member_standing standing ON standing.partner_id = member.id
                  WHERE COALESCE(standing.company_id, %(company)s) = %(company)s
                    AND member.member_number IS NOT NULL AND member.member_left_on IS NULL AND member.active
                    AND (member.company_id = %(company)s OR member.company_id IS NULL)
                    AND member.member_since <= %(since)s
                    AND NOT EXISTS (SELECT FROM member_purchase bought
                                     WHERE bought.partner_id = member.id AND bought.local_date > %(since)s)
                    AND NOT EXISTS (SELECT FROM member_ledger_entry lot
                                     WHERE lot.partner_id = member.id
                                       AND (lot."left" < 0
                                            OR lot."left" > 0 AND lot.bucket = 'principal' AND %(pay_back)s)))
                """,
                company=company.id,
                since=fields.Date.subtract(company._member_today(), months=company.member_leave_months),
                pay_back=company.member_leave_wallet == "pay_back",
                to_flush=[
                    *columns(self, "member_number", "member_left_on", "active", "company_id", "member_since"),
                    *columns(self.env["member.purchase"], "partner_id", "local_date"),
                    *columns(self.env["member.ledger.entry"], "partner_id", "left", "bucket"),
                ],
            ),
        )
