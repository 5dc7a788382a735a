from babel.dates import format_skeleton

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import babel_locale_parse, format_date, get_lang

from ...engine.age import age_on, next_birthday


class ResPartner(models.Model):
    """The member's profile: who this is at a glance.

    The screen asks for it once. Each part is a block with a name; the screen knows by that name how to show it. Another
    addon adds a block, or more to one of these, by ``_member_profile``. A block is a dict of

    - ``title``
    - ``tiles``: figures, dicts of ``label``, ``value``, ``notes`` (list of str), ``bars`` (see
      ``_progress_bars``), ``is_wide`` (has much to say)
    - ``items``: lines, dicts of ``icon``, ``text`` and ``note``
    - ``empty``: what to do when there is neither

    Tiles and items may have ``opens``, the records behind them: see :meth:`_member_opens`.
    """

    _inherit = "res.partner"

    @api.readonly
    def member_profile(self):
        """What the screen shows of one member.

        :return: dict of name of a block to the block
        """
        self._member_check_profile()
        return self._member_profile()

    def action_member_profile(self):
        """Open the profile."""
        self._member_check_profile()
        action = self.env["ir.actions.client"]._for_xml_id("member_loyalty.member_profile_action")
        return {**action, "context": {"active_id": self.id}}

    def _member_profile(self):
        """The blocks. For readers that :meth:`_member_check_profile` has let pass.

        :return: dict of name of a block to the block; a block of which the reader may see nothing isn't there
        """
        blocks = {
            "who": self._member_profile_who(),
            "tier": self._member_profile_tier(),
            "balances": self._member_profile_balances(),
            "visits": self._member_profile_visits(),
            "owed": self._member_profile_owed(),
            "timeline": self._member_profile_timeline(),
        }
        if not self.member_number:
            # What a customer may have nothing of.
            blocks = {
                name: block
                for name, block in blocks.items()
                if name not in ("balances", "owed") or block.get("tiles") or block.get("items")
            }
        return {name: block for name, block in blocks.items() if block}

    # ── Who may read it ───────────────────────────────────────────────────────────────────────────────────────

    def _member_check_profile(self):
        """A profile is for who serves members at a till or in the office, of a company that the member belongs to."""
        self.ensure_one()
        if not self._member_opens_profiles():
            raise AccessError(
                self.env._("Only membership staff, auditors and cashiers can open a member's profile. Ask a manager.")
            )
        self._member_check_own("read")
        # sudo: whose contact it is. Who works for another company is seen by everybody, and is no member here.
        company = self.sudo().company_id
        if company and company not in self.env.companies.parent_ids:
            raise AccessError(
                self.env._("%(name)s is a customer of another company. Choose that company above.", name=self.name)
            )

    @api.model
    def _member_opens_profiles(self):
        roles = ("member_loyalty.group_staff", "member_loyalty.group_auditor", "point_of_sale.group_pos_user")
        return any(self.env.user.has_group(role) for role in roles)

    def _member_sees_history(self):
        """Cashiers see what a till shows them: sums and what a member may use, not what happened when."""
        return self.env["member.ledger.entry"].has_access("read")

    def _member_in_shop(self):
        """:return: this member with the rights of the shop, in the company whose tiers they climb; none where that isn't
        one of the reader's"""
        # sudo: the reader has passed _member_check_profile. Told is what a till tells its cashiers: tier, way, sums.
        partner = self.sudo()
        home = partner._member_home_company()
        return partner.with_company(home) if home in self.env.companies else partner.browse()

    @api.model
    def _member_opens(self, name, model, domain=None, record_id=None):
        """What a figure opens: a list, or one record.

        :return: dict of name, model, and domain or id; False where the reader has no right to it
        """
        if not self.env[model].has_access("read"):
            return False
        return {"name": name, "model": model, **({"id": record_id} if record_id else {"domain": domain or []})}

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

    def _member_profile_who(self):
        """:return: beside tiles: partner_id, name, is_member, number, since, tier (dict of name, color, text_color; or
        False), phone, email (as the reader may see them), hints (list of str: what to do or say next)"""
        shop = self._member_in_shop()
        tier = shop.member_tier_id
        return {
            "partner_id": self.id,
            "name": self.name or self.display_name,
            "is_member": self._is_member(),
            "number": self.member_number or "",
            "since": self.env._("Member since %(day)s", day=format_date(self.env, self.member_since))
            if self.member_since
            else "",
            "tier": {"name": tier.name, "color": tier.color, "text_color": tier.text_color} if tier else False,
            "phone": self._member_shown("phone") or "",
            "email": self._member_shown("email") or "",
            "hints": self._member_profile_hints(shop),
            "tiles": self._member_profile_file() if self._member_sees_history() else [],
        }

    def _member_profile_hints(self, shop):
        """What to do or say now; of somebody new, what comes next."""
        if not self.member_number:
            return [
                self.env._(
                    "This contact isn't a member yet. Press Enroll as Member on the contact, or enroll the customer at a "
                    "till."
                )
            ]
        hints = shop._member_prompts() if shop else []
        if self._is_member() and self._member_sees_history() and not self._member_last_visit()[0]:
            hints.append(
                self.env._("No purchase yet. After the first one at a till, points, visits and habits appear here.")
            )
        return hints

    def _member_profile_file(self):
        """:return: tiles of birthday, owner and completeness of the file"""
        today = self.env.company._member_today()
        contact = self._member_opens(self.name, "res.partner", record_id=self.id)
        tiles = []
        if self.birthdate_date and self.birthdate_date <= today:
            following = next_birthday(self.birthdate_date, today)
            age = age_on(self.birthdate_date, following)
            tiles.append(
                {
                    "label": self.env._("Birthday"),
                    "value": format_skeleton("MMMMd", following, locale=babel_locale_parse(get_lang(self.env).code)),
                    "notes": [self._member_days_ahead(following, today), self.env._("Turns %(age)s", age=age)],
                    "opens": contact,
                }
            )
        if owner := self.user_id:
            # sudo: the owner's name, as the contact shows it.
            tiles.append({"label": self.env._("Owner"), "value": owner.sudo().name, "opens": contact})
        if self.member_number:
            tiles.append(
                {
                    "label": self.env._("File"),
                    "value": self.env._("%(percent)s%% complete", percent=self.member_completeness),
                    "opens": contact,
                }
            )
        return tiles

    def _member_days_ahead(self, day, today):
        days = (day - today).days
        if days == 0:
            return self.env._("Today")
        return self.env._("Tomorrow") if days == 1 else self.env._("In %(days)s days", days=days)

    def _member_days_ago(self, day, today):
        days = (today - day).days
        if days <= 0:
            return self.env._("Today")
        return self.env._("Yesterday") if days == 1 else self.env._("%(days)s days ago", days=days)
