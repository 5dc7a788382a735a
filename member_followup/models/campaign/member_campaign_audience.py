from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import funnel, holdout, sms, uplift

#: by which news are sent where no wave says how members are told
BY_MAIL = "email"


class MemberCampaign(models.Model):
    """Who is invited, who is left out, in which wave: of 100,000 members with as many statements as of ten.

    Set-based SQL, not the ORM. Only members who may be contacted by one of the waves' channels are drawn, those to be
    left out as well: else both groups would differ in more than the invitation.
    """

    _inherit = "member.campaign"

    audience_count = fields.Integer("Audience", compute="_compute_audience", help="Members who may be contacted.")
    holdout_count = fields.Integer("Left Out", compute="_compute_audience", help="Of these, about so many.")
    detectable = fields.Char("What Could Be Seen", compute="_compute_audience")
    problem = fields.Text("Before It Can Start", compute="_compute_audience")

    @api.depends(
        *("segment_ids", "domain", "except_segment_ids", "config_ids", "holdout_share", "state"),
        *("script", "subject", "date_from", "date_to", "wave_ids.channel", "wave_ids.date", "wave_ids.date_last"),
        "wave_ids.script",
    )
    @api.depends_context("uid", "lang")
    def _compute_audience(self):
        for campaign in self:
            problems = list(campaign._problems()) if campaign.state == "draft" else []
            count = 0
            if campaign.state == "draft" and not campaign._audience_problem():
                here = campaign.with_company(campaign.company_id)
                [(count,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) found", here._found()))
            campaign.audience_count = count
            campaign.holdout_count = held_out = round(count * campaign.holdout_share)
            campaign.detectable = held_out and campaign._detectable_text(
                uplift.detectable(uplift.USUAL, count - held_out, held_out)
            )
            campaign.problem = "\n".join(problems) or False

    # ── What is wrong with it ─────────────────────────────────────────────────────────────────────────────────

    def _problems(self):
        """:return: iterator of sentences: what keeps it from starting"""
        if problem := self._audience_problem():
            yield problem
        if self.date_to and self.date_to < self.company_id._member_today():
            yield self.env._("Its last day is over. Choose a later day.")
        known = self.env["res.partner"]._member_placeholders().keys()
        texts = {self.script, self.subject, *self.wave_ids.mapped("script")}
        for text in sorted(filter(None, texts)):
            for reason, detail in sms.faults(text, known):
                if reason == "unknown_placeholder":
                    yield self.env._(
                        "There is no placeholder {{ %(name)s }}. Known are %(known)s.",
                        name=detail,
                        known=", ".join(known),
                    )
                elif reason == "broken_placeholder":
                    yield self.env._("%(part)s isn't complete. Write it as {{ name }}.", part=detail)
        for wave in self.wave_ids:
            if wave.date and self.date_to and wave.date > self.date_to:
                yield self.env._(
                    "%(wave)s begins after the last day of the campaign. Choose an earlier day.", wave=wave.display_name
                )
            if wave.channel in ("sms", "email") and not (wave.script or self.script or "").strip():
                yield self.env._("%(wave)s has no script. Enter the text that is sent.", wave=wave.display_name)

    def _audience_problem(self):
        try:
            return self._matching()._problem()
        except UserError as error:
            return str(error)

    # ── Whom it is for ────────────────────────────────────────────────────────────────────────────────────────

    def _matching(self):
        """:return: member.segment, not stored, of who matches the rule that somebody typed"""
        return self.env["member.segment"].new(
            {"name": self.name or self.env._("Audience"), "kind": "live", "domain": self.domain or "[]"}
        )

    def _audience(self):
        """:return: domain of the members whom it is for, without what they agreed to"""
        audience = self._matching()._audience()
        if self.segment_ids:
            audience &= self.segment_ids._origin._audience()
        if self.except_segment_ids:
            audience &= ~self.except_segment_ids._origin._audience()
        return audience

    def _found(self):
        """:return: SQL of partner_id and config_id (the member's store) of all who may be drawn"""
        partners = self.env["res.partner"]
        channels = set(self.wave_ids.mapped("channel")) or {BY_MAIL}
        # sudo: purchases and enrollments say which store is a member's.
        plan = self.env["member.followup.plan"].sudo().new({"company_id": self.company_id.id})
        found = SQL(
            """
            SELECT found.partner_id, %(store)s AS config_id
              FROM (SELECT member.id AS partner_id FROM res_partner member
                     WHERE member.id IN %(audience)s AND member.member_no_contact IS NOT TRUE AND (%(reached)s)) found
            """,
            store=plan._store(),
            audience=partners._search(self._audience()).subselect(),
            reached=SQL(" OR ").join(
                partners._member_contact_condition(channel, "marketing") for channel in sorted(channels)
            ),
            to_flush=columns(partners, "member_no_contact"),
        )
        if not self.config_ids:
            return found
        return SQL("SELECT * FROM (%s) found WHERE config_id = ANY(%s)", found, self.config_ids.ids)

    def _place(self, member):
        """The SQL twin of :func:`engine.holdout.place`.

        :param SQL member: id of a member
        :return: SQL of a number from 0 up to, but not, 1
        """
        return SQL(
            "(('x' || SUBSTR(ENCODE(SHA256(CONVERT_TO(%s || ':' || %s, 'UTF8')), 'hex'), 1, %s))::bit(52)::bigint"
            " / %s::float8)",
            self.salt,
            member,
            holdout.DIGITS,
            float(16**holdout.DIGITS),
        )

    # ── The start ─────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self):
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("%(campaign)s is being started by somebody else. Reload the page.", campaign=self.name)
            )
        self.invalidate_recordset(["state"])
        if self.state != "draft":
            raise UserError(self.env._("%(campaign)s has started already. Reload the page.", campaign=self.name))
        if problem := self.problem:
            raise UserError(problem)
        if not self._draw_guests():
            raise UserError(
                self.env._(
                    "Nobody can be invited to %(campaign)s: no member of its audience has agreed to be contacted by its "
                    "channels. Change the audience or the channels.",
                    campaign=self.name,
                )
            )
        today = self.company_id._member_today()
        self._fill_waves()
        self._plan_contacts(today)
        # sudo: nobody writes the status directly; whoever may start it was asked.
        self.sudo().write({"state": "running", "date_start": today})
        if any(wave.date <= today for wave in self.wave_ids):
            self.env["member.followup"]._give_out(self.company_id, today)

    def _draw_guests(self):
        """:return: how many are to be invited"""
        self.env["member.campaign.guest"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH drawn AS (
                    INSERT INTO member_campaign_guest (campaign_id, company_id, partner_id, config_id, arm, is_reached,
                                                       create_uid, create_date, write_uid, write_date)
                    SELECT %(campaign)s, %(company)s, found.partner_id, found.config_id,
                           CASE WHEN %(place)s < %(share)s::float8 THEN 'held_out' ELSE 'invited' END, FALSE,
                           %(user)s, %(now)s, %(user)s, %(now)s
                      FROM (%(found)s) found
                  ORDER BY found.partner_id
                        ON CONFLICT (campaign_id, partner_id) DO NOTHING RETURNING arm)
                SELECT COUNT(*) FROM drawn WHERE arm = 'invited'
                """,
                campaign=self.id,
                company=self.company_id.id,
                place=self._place(SQL("found.partner_id")),
                share=self.holdout_share,
                user=self.env.uid,
                now=fields.Datetime.now(),
                found=self._found(),
            )
        )
        self.env["member.campaign.guest"].invalidate_model()
        return rows[0][0]

    def _fill_waves(self):
        """Each wave takes, in the order of the draw, those who may be contacted by its channel."""
        guests = self.env["member.campaign.guest"]
        waves = self.wave_ids.sorted(lambda wave: (wave.sequence, wave.date, wave.id))
        # sudo: how many were drawn for a campaign that its starter may start.
        count = guests.sudo().search_count([("campaign_id", "=", self.id), ("arm", "=", "invited")])
        sizes = funnel.wave_sizes(count, [wave._wish() for wave in waves])
        for wave, size in zip(waves, sizes, strict=True):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE member_campaign_guest guest SET wave_id = %(wave)s
                      FROM (SELECT free.id
                              FROM member_campaign_guest free JOIN res_partner member ON member.id = free.partner_id
                             WHERE free.campaign_id = %(campaign)s AND free.arm = 'invited' AND free.wave_id IS NULL
                               AND %(reached)s
                          ORDER BY %(place)s, free.id LIMIT %(size)s) chosen
                     WHERE guest.id = chosen.id
                    """,
                    wave=wave.id,
                    campaign=self.id,
                    reached=self.env["res.partner"]._member_contact_condition(wave.channel, "marketing"),
                    place=self._place(SQL("free.partner_id")),
                    size=size,
                )
            )
        guests.invalidate_model(["wave_id"])

    def _plan_contacts(self, today):
        """The first contact of each guest who is in a wave: all in one statement."""
        values = {
            "key": SQL("'campaign:' || guest.id || ':1'"),
            "campaign_id": self.id,
            "guest_id": SQL("guest.id"),
            "wave_id": SQL("wave.id"),
            "partner_id": SQL("guest.partner_id"),
            "company_id": self.company_id.id,
            "config_id": SQL("guest.config_id"),
            "channel": SQL("wave.channel"),
            "purpose": "marketing",
            "priority": self.priority,
            "date_planned": SQL("GREATEST(wave.date, %s)", today),
            "date_first": SQL("GREATEST(wave.date, %s)", today),
            "date_last": SQL("GREATEST(wave.date_last, %s)", today),
            "date_decide": SQL("GREATEST(wave.date, %s)", today),
            "attempt": 1,
            "failures": 0,
            "subject": self.name,
            "state": "planned",
            **self.env["member.followup"]._frozen(SQL("guest.partner_id"), self.company_id),
            "create_uid": self.env.uid,
            "create_date": fields.Datetime.now(),
            "write_uid": self.env.uid,
            "write_date": fields.Datetime.now(),
        }
        self.wave_ids.flush_recordset()
        self.env["member.followup"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_followup (%s)
                SELECT %s FROM member_campaign_guest guest JOIN member_campaign_wave wave ON wave.id = guest.wave_id
                 WHERE guest.campaign_id = %s ORDER BY guest.id
                    ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
                """,
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(value if isinstance(value, SQL) else SQL("%s", value) for value in values.values()),
                self.id,
            )
        )
        self.env["member.followup"].invalidate_model()
