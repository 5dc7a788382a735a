from odoo import models
from odoo.tools import format_list
from odoo.tools.misc import format_date


class MemberHandbook(models.Model):
    """How the membership begins and ends, its cards, referrals and privacy."""

    _inherit = "member.handbook"

    # ── Joining ───────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_joining(self):
        company = self.company_id
        rules = self.env["member.enrolment.rule"].search([("company_id", "=", company.id)])
        rules = self._still_in_force(rules)
        only = company.member_enrolment_needs_rule and rules
        who = (
            self.env._("Customers who meet one of these conditions.")
            if only
            else self.env._("Any customer can become a member.")
        )
        return self._chapter(
            "joining",
            self.env._("Becoming a Member"),
            "fa-user-plus",
            [
                ("who", self.env._("Eligibility"), who),
                *((f"rule:{rule.id}", self.env._("Qualifying purchases"), self._joining_text(rule)) for rule in rules),
                (
                    "counts",
                    self.env._("Eligible purchases"),
                    rules and self.env._("Purchases count excluding taxes, returned goods, top-ups and gift cards."),
                ),
                (
                    "how",
                    self.env._("How it works"),
                    self.env._("At the till or in our office, with your name and phone number."),
                ),
                ("consent", self.env._("Your consent"), self._asked_text(rules)),
            ],
        )

    def _asked_text(self, rules):
        if "automatic" in rules.mapped("how") and not self.company_id.member_consent_required:
            return self.env._("We ask for your consent first, unless a purchase makes you a member automatically.")
        return self.env._("We ask for your consent to the membership first.")

    def _joining_text(self, rule):
        regions = format_list(
            self.env, [*rule.country_ids.mapped("name"), *rule.state_ids.mapped("display_name")], "or"
        )
        of_customer = rule.region_of == "customer"
        return self._sentences(
            rule._asks(),
            {
                "consent": self.env._("We offer it to you at the till."),
                "automatic": self.env._("The purchase makes you a member automatically."),
                "hand": self.env._("We contact you with an offer."),
            }[rule.how],
            self.env._("Eligible categories: %s.", format_list(self.env, rule.categ_ids.mapped("name")))
            if rule.categ_ids
            else "",
            self._stores_text(rule),
            (self.env._("For customers from %s.", regions) if of_customer else self.env._("In stores in %s.", regions))
            if regions
            else "",
            self._days_text(rule),
        )

    # ── Cards ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_cards(self):
        types = self.env["member.card.type"].search([("company_id", "in", [self.company_id.id, False])])
        lost = self.env._(
            "Tell us, or block it on your membership page. It is blocked immediately. Your points, "
            "wallet and tier are transferred to your next card."
        )
        return self._chapter(
            "cards",
            self.env._("Cards"),
            "fa-id-card-o",
            [
                *((f"type:{one.id}", one.name, self._card_text(one)) for one in types),
                ("lost", self.env._("Lost card"), lost),
            ],
        )

    def _card_text(self, card_type):
        def price(amount):
            return self._money(amount) if amount else self.env._("free")

        months = card_type.validity_months
        return self._sentences(
            self.env._("On your phone.") if card_type.kind == "digital" else "",
            self.env._("First card: %s.", price(card_type.price)),
            self.env._("Replacement card: %s.", price(card_type.replacement_fee)),
            self.env._("Valid for %s months.", months) if months else self.env._("Valid without expiration."),
        )

    # ── Referral ──────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_referral(self):
        policy = self.env["member.referral.policy"]._in_force(self.company_id, self.company_id._member_today())
        if not policy:
            return None
        caps = self._sentences(
            self.env._("%s friends per month.", policy.month_cap) if policy.month_cap else "",
            self.env._("%s friends in total.", policy.total_cap) if policy.total_cap else "",
        )
        return self._chapter(
            f"referral:{policy.id}",
            self.env._("Refer a Friend"),
            "fa-users",
            [
                ("referrer", self.env._("You receive"), self._points_text(policy, policy.referrer_points)),
                ("friend", self.env._("Your friend receives"), self._points_text(policy, policy.friend_points)),
                ("with", self.env._("Qualifying purchase"), self._purchase_text(policy)),
                ("caps", self.env._("Limit"), caps),
                (
                    "how",
                    self.env._("How it works"),
                    self._sentences(
                        self.env._("Your friend gives your code, card or member number when joining."),
                        self.env._("You can also register the referral with us within %s days.", policy.register_days)
                        if policy.register_days
                        else "",
                        self.env._("You can't refer yourself or a member of your household."),
                    ),
                ),
                ("returned", self.env._("Returns"), self.env._("The points are reversed.")),
                ("when", self.env._("When"), self._days_text(policy)),
            ],
        )

    def _points_text(self, policy, points):
        return f"{self._number(points)} {policy.program_id.portal_point_name}." if points else ""

    def _purchase_text(self, policy):
        number = policy.purchase_number
        return self._sentences(
            self.env._("Your friend's purchase number %s.", number)
            if number > 1
            else self.env._("Your friend's first purchase."),
            self.env._("At least %s, excluding taxes.", self._money(policy.least)) if policy.least else "",
            self.env._("Within %s days after joining.", policy.days) if policy.days else "",
        )

    # ── Leaving ───────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_leaving(self):
        company = self.company_id
        wallet = dict(company._fields["member_leave_wallet"]._description_selection(self.env))
        idle = company.member_leave_months
        return self._chapter(
            "leaving",
            self.env._("Termination and Reinstatement"),
            "fa-sign-out",
            [
                (
                    "how",
                    self.env._("How it works"),
                    self.env._("At any time, on your membership page or at our office."),
                ),
                (
                    "points",
                    self.env._("Points"),
                    self.env._("Your points are kept for %s days, then they expire.", company.member_leave_days)
                    if company.member_leave_days
                    else self.env._("Your points expire immediately."),
                ),
                ("wallet", self.env._("Wallet"), f"{wallet[company.member_leave_wallet]}."),
                (
                    "idle",
                    self.env._("Without a purchase"),
                    self.env._("The membership may end after %s months without a purchase.", idle) if idle else "",
                ),
                (
                    "return",
                    self.env._("Reinstatement"),
                    self.env._("You keep your number, your purchases and your remaining points.")
                    if company.member_return_history
                    else self.env._("You join as a new member with a new number."),
                ),
            ],
        )

    # ── Privacy ───────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_privacy(self):
        purposes = self.env["member.consent"]._fields["purpose"]._description_selection(self.env)
        Text = self.env["member.consent.text"]
        lines = []
        for purpose, label in purposes:
            if text := Text._in_force(self.company_id, purpose):
                version = self.env._(
                    "Version %(number)s of %(day)s.",
                    number=text.version,
                    day=format_date(self.env, text.date_from),
                )
                lines.append((purpose, label, f"{text.text}\n{version}"))
        rights = self.env._(
            "You can see and change your consents on your membership page at any time. You can request a "
            "copy of your data or ask us to erase it."
        )
        return self._chapter(
            "privacy", self.env._("Privacy"), "fa-lock", [*lines, ("rights", self.env._("Your rights"), rights)]
        )
