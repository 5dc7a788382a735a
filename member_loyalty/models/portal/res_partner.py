from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

# What members may add to their own file here; name and address they change in Odoo's own page of their account.
ADDED_IN_PORTAL = (
    "birthdate_date",
    "gender",
    "function",
    "member_income_band_id",
    "member_wedding_date",
    "member_interest_ids",
)


class ResPartner(models.Model):
    """What members see of their own in the portal. For the user's own partner, with the rights of the shop."""

    _inherit = "res.partner"

    def _member_portal_tier(self):
        """The tier, why, until when, and what is missing to stay and to rise: all from the standing.

        :return: dict of tier, since, is_held (by hand), until (last good day, or False), grace_until (where the last
            good day is over), why (str or False), stay (what is missing to stay; "" for nothing, None where the tier
            doesn't end), next_tier with next_rule (the version of its rule that is for this member), missing (str), bars
            (see ``_progress_bars``)
        """
        self.ensure_one()
        standing = self.member_standing_ids[:1]
        is_held = bool(standing.hold_reason)
        above, _own = self._member_steps_above()[self]
        step, figures = above[0] if above else (None, None)
        rule = self.env["member.tier.version"].browse(step and step.version)
        until = standing.hold_until if is_held else standing.until
        return {
            "tier": self.member_tier_id,
            "since": self.member_tier_since,
            "is_held": is_held,
            "until": until,
            "grace_until": not is_held and standing._grace_until(),
            "why": not is_held and self._member_tier_why(standing.change_id),
            "stay": None if is_held else standing._staying_outlook(),
            "next_tier": rule.tier_id,
            "next_rule": rule,
            "missing": rule._missing_text(step.tier.entry.missing(figures)) if step else "",
            "bars": rule._progress_bars(figures) if step else [],
        }

    def _member_tier_why(self, change):
        """The decision in words. Notes are the shop's own, and stay there.

        :return: str, or False
        """
        if change.reason == "open":
            return self.env._("Every member starts here.")
        return bool(change.grounds and change.reason != "refund") and change.explanation

    def _member_portal_benefits(self, companies):
        """:return: list of dicts of benefit, left (str, in words), is_used_up and stores (str, empty for all)"""
        self.ensure_one()
        found = []
        for company in companies:
            today = company._member_today()
            benefits = self.env["member.benefit"].with_company(company)._of_tier(self, company, today)
            standing = benefits._standing(self, today)
            found += [
                {
                    "benefit": benefit,
                    "left": benefit._left_in_words(standing[benefit]),
                    "is_used_up": standing[benefit][2] == 0,
                    "stores": format_list(self.env, benefit.config_ids.mapped("name"), "or"),
                }
                for benefit in benefits
            ]
        return found

    def _member_portal_referral(self):
        """:return: dict of policy, code, and the referrals (newest first); False when no policy is in force"""
        self.ensure_one()
        company = self.env.company
        policy = self.env["member.referral.policy"]._in_force(company, company._member_today())
        if not policy or not self._is_member():
            return False
        return {
            "policy": policy,
            "code": self.member_referral_code,
            "referrals": self.env["member.referral"].search(
                [("referrer_id", "=", self.id), ("company_id", "=", company.id)]
            ),
        }

    # ── The member's own file ─────────────────────────────────────────────────────────────────────────────────

    def _member_portal_questions(self):
        """What the shop would like to know and the member may say here.

        :return: list of questions, see ``_question`` of member.file.item
        """
        self.ensure_one()
        items = self.env["member.file.item"].search([("field", "in", ADDED_IN_PORTAL)])
        missing = set(items.mapped("field")) - self._member_filled(items.mapped("field"))
        questions = [items._question(self, item.field) for item in items if item.field in missing]
        return [question for question in questions if question["input"] in ("text", "date") or question["options"]]

    def _member_portal_answer(self, answers):
        """Write what the member said; what is on file already stays.

        :param answers: dict of field to str, or to a list of str for a choice of several; empty ones are passed over
        """
        today = self.env.company._member_today()
        values = {}
        for question in self._member_portal_questions():
            name, choices = question["field"], {str(value) for value, _label in question["options"]}
            answer = answers.get(name)
            chosen = set(answer) if question["input"] == "checkbox" else {answer}
            if answer and choices and not chosen <= choices:
                raise UserError(self.env._("%(label)s: choose a value from the list.", label=question["label"]))
            if answer:
                values[name] = self.env["member.file.item"]._valid_answer(name, answer, today)
        if values:
            self.write(values | {"member_confirmed_on": today})

    def _member_last_leaving(self):
        """:return: the member.leaving by which this customer is out, or none"""
        return self.env["member.leaving"].search([("partner_id", "=", self.id), ("returned_on", "=", False)], limit=1)

    def _member_home_company(self):
        """Whose ladder the member climbs, and whose rules hold."""
        self.ensure_one()
        return self.member_standing_ids.company_id[:1] or self.company_id or self.env.company
