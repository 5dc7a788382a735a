from odoo import models
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
        who = self.env._("Who meets one of these terms.") if only else self.env._("Every customer who wants to.")
        return self._chapter(
            "joining",
            self.env._("Becoming a Member"),
            "fa-user-plus",
            [
                ("who", self.env._("Who"), who),
                *((f"rule:{rule.id}", self.env._("By what you buy"), self._joining_text(rule)) for rule in rules),
                (
                    "counts",
                    self.env._("What counts"),
                    rules and self.env._("Purchases without taxes, what came back, top-ups and gift cards."),
                ),
                (
                    "how",
                    self.env._("How"),
                    self.env._("At the till or in our office, with your name and phone number."),
                ),
                ("consent", self.env._("Your consent"), self._asked_text(rules)),
            ],
        )

    def _asked_text(self, rules):
        if "automatic" in rules.mapped("how") and not self.company_id.member_consent_required:
            return self.env._("You agree to the membership first, unless a purchase makes you a member by itself.")
        return self.env._("You agree to the membership first.")

    def _joining_text(self, rule):
        regions = ", ".join([*rule.country_ids.mapped("name"), *rule.state_ids.mapped("display_name")])
        of_customer = rule.region_of == "customer"
        return self._sentences(
            rule._asks(),
            {
                "consent": self.env._("The till offers it to you."),
                "automatic": self.env._("The purchase makes you a member by itself."),
                "hand": self.env._("Our office offers it to you."),
            }[rule.how],
            self.env._("Only %s counts.", ", ".join(rule.categ_ids.mapped("name"))) if rule.categ_ids else "",
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
            "Tell us, or block it on your page: it is blocked at once. Points, wallet and tier are kept for the next card."
        )
        return self._chapter(
            "cards",
            self.env._("Cards"),
            "fa-id-card-o",
            [
                *((f"type:{one.id}", one.name, self._card_text(one)) for one in types),
                ("lost", self.env._("A card is lost"), lost),
            ],
        )

    def _card_text(self, card_type):
        def price(amount):
            return self._money(amount) if amount else self.env._("free")

        months = card_type.validity_months
        return self._sentences(
            self.env._("On your phone.") if card_type.kind == "digital" else "",
            self.env._("First card: %s.", price(card_type.price)),
            self.env._("Another in its place: %s.", price(card_type.replacement_fee)),
            self.env._("Good for %s months.", months) if months else self.env._("Good without end."),
        )

    # ── Referral ──────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_referral(self):
        policy = self.env["member.referral.policy"]._in_force(self.company_id, self.company_id._member_today())
        if not policy:
            return None
        caps = self._sentences(
            self.env._("%s friends a month.", policy.month_cap) if policy.month_cap else "",
            self.env._("%s friends in all.", policy.total_cap) if policy.total_cap else "",
        )
        return self._chapter(
            f"referral:{policy.id}",
            self.env._("Bring a Friend"),
            "fa-users",
            [
                ("referrer", self.env._("You receive"), self._points_text(policy, policy.referrer_points)),
                ("friend", self.env._("Your friend receives"), self._points_text(policy, policy.friend_points)),
                ("with", self.env._("For"), self._purchase_text(policy)),
                ("caps", self.env._("At most"), caps),
                (
                    "how",
                    self.env._("How"),
                    self._sentences(
                        self.env._("Your friend names you when joining: by your code, card or number."),
                        self.env._("Afterwards within %s days, with us.", policy.register_days)
                        if policy.register_days
                        else "",
                        self.env._("Nobody brings themselves or somebody of the same household."),
                    ),
                ),
                ("returned", self.env._("When goods come back"), self.env._("The points for them are taken back.")),
                ("when", self.env._("When"), self._days_text(policy)),
            ],
        )

    def _points_text(self, policy, points):
        return f"{self._number(points)} {policy.program_id.portal_point_name}." if points else ""

    def _purchase_text(self, policy):
        number = policy.purchase_number
        return self._sentences(
            self.env._("Purchase %s of your friend.", number)
            if number > 1
            else self.env._("The first purchase of your friend."),
            self.env._("Of at least %s, without taxes.", self._money(policy.least)) if policy.least else "",
            self.env._("Within %s days after joining.", policy.days) if policy.days else "",
        )

    # ── Leaving ───────────────────────────────────────────────────────────────────────────────────────────────

    def _chapter_leaving(self):
        company = self.company_id
        wallet = dict(company._fields["member_leave_wallet"]._description_selection(self.env))
        idle = company.member_leave_months
        return self._chapter(
            "leaving",
            self.env._("Leaving and Coming Back"),
            "fa-sign-out",
            [
                (
                    "how",
                    self.env._("How"),
                    self.env._("Whenever you like: on your page, or in our office."),
                ),
                (
                    "points",
                    self.env._("Points"),
                    self.env._("Wait for you for %s days, then they lapse.", company.member_leave_days)
                    if company.member_leave_days
                    else self.env._("Lapse at once."),
                ),
                ("wallet", self.env._("Money in the wallet"), f"{wallet[company.member_leave_wallet]}."),
                (
                    "idle",
                    self.env._("Without a purchase"),
                    self.env._("After %s months without a purchase the membership may end.", idle) if idle else "",
                ),
                (
                    "return",
                    self.env._("Coming back"),
                    self.env._("With your old number, your purchases and what is left of the points.")
                    if company.member_return_history
                    else self.env._("As a new member, with a new number."),
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
            "You see on your page what you agreed to, and change it there at any time. We give you all that we keep of "
            "you as a file, and erase it when you ask for it."
        )
        return self._chapter(
            "privacy", self.env._("Privacy"), "fa-lock", [*lines, ("rights", self.env._("Your rights"), rights)]
        )
