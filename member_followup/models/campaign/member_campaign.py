from datetime import timedelta
from secrets import token_hex

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import holdout

#: what decides who is a guest, and what is compared: it stays once the campaign has started
FIXED = {
    *("company_id", "date_from", "date_to", "window_days", "config_ids", "segment_ids", "domain", "except_segment_ids"),
    *("holdout_share", "salt", "utm_campaign_id"),
}
#: how a campaign goes on; what is over isn't begun anew, since its guests were drawn once
FOLLOWING = {"draft": {"running"}, "running": {"closed", "canceled"}}
#: what only Start, Close and Cancel write: a campaign that merely says that it runs has no guests
BY_BUTTONS = {"state", "date_start", "date_closed"}
#: a campaign that is copied as the next one takes place so much later: on the same weekday
NEXT = timedelta(weeks=4)


class MemberCampaign(models.Model):
    """Members are invited to a day in the store, or to an offer: by whom, how, what for, and what came of it.

    Who is left out at random is decided at the start, by the campaign's own salt, and stays so: only the comparison with
    them tells what the campaign did. It is read on the day that follows the window, which is fixed at the start, too.
    """

    _name = "member.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread", "member.remembered"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    utm_campaign_id = fields.Many2one(
        "utm.campaign", "UTM Campaign", required=True, readonly=True, copy=False, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("closed", "Closed"), ("canceled", "Canceled")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    priority = fields.Integer(
        default=60, required=True, help="The higher goes first where a member can't get all contacts."
    )

    # ── When and where ────────────────────────────────────────────────────────────────────────────────────────
    date_from = fields.Date("From", required=True, help="The first day on which guests are expected.")
    date_to = fields.Date("To", required=True, help="The last day on which guests are expected.")
    window_days = fields.Integer(
        "Days After", required=True, default=14, help="Purchases until so many days after the last day count."
    )
    date_read = fields.Date(
        "Read On",
        compute="_compute_date_read",
        store=True,
        help="From this day on the comparison with the holdout group is told. It is fixed at the start.",
    )
    date_start = fields.Date("Started On", readonly=True, copy=False)
    date_closed = fields.Date("Closed On", readonly=True, copy=False)
    config_ids = fields.Many2many(
        "pos.config",
        "member_campaign_config_rel",
        string="Stores",
        check_company=True,
        help="Where it takes place; only members of these stores are invited. Leave empty for all.",
    )

    # ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────
    segment_ids = fields.Many2many(
        "member.segment",
        "member_campaign_segment_rel",
        string="Segments",
        check_company=True,
        help="Members of any of these segments. Leave empty for all members.",
    )
    domain = fields.Char("And Matching", required=True, default="[]")
    except_segment_ids = fields.Many2many(
        "member.segment",
        "member_campaign_except_rel",
        string="Excluding",
        check_company=True,
        help="Members of any of these segments are neither invited nor left out.",
    )
    holdout_share = fields.Float(
        "Holdout",
        default=lambda self: self._usual_share(),
        help="Share of the audience, drawn at random, that isn't invited. Only so can it be seen what the campaign did.",
    )
    salt = fields.Char(required=True, readonly=True, copy=False, default=lambda self: token_hex(8))
    allows_unexpected = fields.Boolean(
        "Welcomes Others", default=True, help="The till also checks in members who weren't invited."
    )

    # ── What ──────────────────────────────────────────────────────────────────────────────────────────────────
    subject = fields.Char(help="Of emails; may have the same placeholders as the script.")
    script = fields.Text(help="What is said, or sent.")
    gift = fields.Char("Gift at the Till", help="What each guest who comes is given, once.")
    gift_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
        check_company=True,
        help="A coupon of this program is made for each member who is told of the campaign.",
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Promotion",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The promotion that the campaign is about.",
    )
    # What it cost is often known afterwards; who changed it stays visible.
    budget = fields.Monetary(tracking=True)
    gift_cost = fields.Monetary("Cost of a Gift", tracking=True)
    contact_cost = fields.Monetary(
        "Cost of a Contact",
        tracking=True,
        help="What a call or a conversation costs. SMS have the cost of their segments.",
    )
    wave_ids = fields.One2many("member.campaign.wave", "campaign_id", "Waves", copy=True)
    guest_ids = fields.One2many("member.campaign.guest", "campaign_id", "Guests", readonly=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day must be on or after the first day."
    )
    _positive = models.Constraint(
        "CHECK (window_days >= 0 AND budget >= 0 AND gift_cost >= 0 AND contact_cost >= 0)",
        "Days after, budget and costs can't be negative.",
    )
    _share_of_one = models.Constraint(
        "CHECK (holdout_share >= 0 AND holdout_share <= 0.5)", "The holdout must be between 0 % and 50 %."
    )
    _running = models.Index("(company_id, date_from) WHERE state = 'running'")

    @api.model
    def _usual_share(self):
        members = self.env["res.partner"].search_count(
            [("is_member", "=", True), ("company_id", "in", (False, self.env.company.id))], limit=holdout.SMALL_SHOP
        )
        return holdout.usual_share(members)

    @api.depends("date_to", "window_days")
    def _compute_date_read(self):
        for campaign in self:
            days = max(campaign.window_days, 0) + 1
            campaign.date_read = campaign.date_to and campaign.date_to + timedelta(days=days)

    # ── Records ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model_create_multi
    def create(self, vals_list):
        """Each has a UTM campaign of its own, by which Odoo's mailings and links know it."""
        for vals in vals_list:
            self._member_check_plain(vals)
            if not self.env.su:
                # A column of the board brings its status, too.
                vals.update(state="draft", date_start=False, date_closed=False)
            if not vals.get("utm_campaign_id"):
                # sudo: whoever may make a campaign makes the one behind it.
                utm = self.env["utm.campaign"].sudo().create({"title": vals.get("name") or self.env._("Campaign")})
                vals["utm_campaign_id"] = utm.id
        return super().create(vals_list)

    def write(self, vals):
        started = self.filtered(lambda campaign: campaign.state != "draft")
        if started and FIXED & vals.keys():
            raise UserError(
                self.env._(
                    "%(campaign)s has started: its dates, audience and holdout can't be changed any more. Cancel it and "
                    "copy it as the next campaign.",
                    campaign=started[0].name,
                )
            )
        if BY_BUTTONS & vals.keys() and not self.env.su:
            raise UserError(self.env._("The status of a campaign isn't edited. Press Start, Close or Cancel."))
        if "state" in vals:
            self._check_follows(vals["state"])
        if not vals.get("active", True) and (running := self.filtered(lambda campaign: campaign.state == "running")):
            raise UserError(
                self.env._(
                    "%(campaign)s is running: members are still contacted. Close or cancel it before you archive it.",
                    campaign=running[0].name,
                )
            )
        result = super().write(vals)
        if vals.get("name"):
            # sudo: as in create.
            self.sudo().utm_campaign_id.title = vals["name"]
        return result

    def _check_follows(self, state):
        for campaign in self:
            if state != campaign.state and state not in FOLLOWING.get(campaign.state, ()):
                raise UserError(
                    self.env._(
                        "%(campaign)s can't go back: its guests were drawn at its start. Copy it as the next campaign.",
                        campaign=campaign.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if started := self.filtered(lambda campaign: campaign.state != "draft"):
            raise UserError(
                self.env._(
                    "%(campaign)s has started and can't be deleted. Archive it instead.", campaign=started[0].name
                )
            )

    def copy_data(self, default=None):
        data = super().copy_data(default)
        return [
            {
                **vals,
                "name": self.env._("%s (next)", campaign.name),
                "date_from": campaign.date_from + NEXT,
                "date_to": campaign.date_to + NEXT,
            }
            for campaign, vals in zip(self, data, strict=True)
        ]

    def copy(self, default=None):
        """However it is copied, its waves follow with it."""
        copies = super().copy(default)
        for wave in copies.wave_ids:
            wave.write({"date": wave.date + NEXT, "date_last": wave.date_last + NEXT})
        return copies

    def action_copy_next(self):
        """Copy it as the next campaign, four weeks later, with its waves; its guests are drawn anew."""
        self.ensure_one()
        following = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": following.id,
            "views": [(False, "form")],
        }

    # ── How it goes ───────────────────────────────────────────────────────────────────────────────────────────

    def action_start(self):
        """Draw the guests, and plan the contacts of all waves."""
        for campaign in self:
            campaign.check_access("write")
            campaign.with_company(campaign.company_id)._start()
        return True

    def action_close(self):
        """No more contacts are made. What guests buy within the window still counts."""
        self._end("running", "closed")
        for campaign in self.sudo():  # sudo: as in _end.
            campaign.date_closed = campaign.company_id._member_today()
        return True

    def action_cancel(self):
        """It doesn't take place."""
        self._end("running", "canceled")
        return True

    def _end(self, before, after):
        self.check_access("write")
        if wrong := self.filtered(lambda campaign: campaign.state != before):
            raise UserError(self.env._("%(campaign)s isn't running. Reload the page.", campaign=wrong[0].name))
        # sudo: nobody writes the status directly; whoever may end the campaign was asked.
        self.sudo().write({"state": after})
        # sudo: contacts of all who make them; whoever may write the campaign ends it.
        contacts = self.env["member.followup"].sudo()
        contacts.search([("campaign_id", "in", self.ids), ("state", "in", ("planned", "open"))])._stop("exit")

    def action_mailing(self):
        """Write news to the guests: a mailing of Odoo's own, which goes to those of them who agreed to news by email."""
        self.ensure_one()
        sender = self.env.user.email_formatted or self.company_id.email_formatted
        if not sender:
            raise UserError(
                self.env._(
                    "News need a sender. Enter your email in My Preferences, or that of %(company)s.",
                    company=self.company_id.name,
                )
            )
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": self.subject or self.name,
                "email_from": sender,
                "campaign_id": self.utm_campaign_id.id,
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr(
                    [("member_guest_ids", "any", [("campaign_id", "=", self.id), ("arm", "=", "invited")])]
                ),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mailing.mailing",
            "res_id": mailing.id,
            "views": [(False, "form")],
        }

    # ── What the buttons open ─────────────────────────────────────────────────────────────────────────────────

    def action_guests(self):
        """Open the list of the guests, to check them in."""
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_campaign_guest_action")
        return {**action, "domain": [("campaign_id", "=", self.id)], "name": self.name}

    def action_contacts(self):
        """Open the contacts of all waves."""
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_action")
        return {**action, "name": self.name, "domain": [("campaign_id", "in", self.ids)], "context": {}}
