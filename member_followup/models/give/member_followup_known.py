from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns
from odoo.addons.member_loyalty.models.privacy.res_partner import ADDRESSES

from ...const import CHANNELS, PURPOSES
from ...engine import manners

#: all channels with all purposes
WAYS = frozenset((channel, purpose) for channel, _label in CHANNELS for purpose, _label in PURPOSES)
#: channels that have a blacklist, and where a member is reached by them
LISTED = {**{channel: column for channel, (column, *_list) in ADDRESSES.items()}, "messenger": ADDRESSES["phone"][0]}


class MemberFollowup(models.Model):
    """What the rules of contact have to know of members.

    SQL, not the ORM: of thousands of members at once, by the gate that all messages pass.
    """

    _inherit = "member.followup"

    @api.model
    def _known(self, partner_ids, day=None, ways=WAYS):
        """
        :param day: date as of which it is asked; today
        :param ways: set of (channel, purpose) that matter
        :return: dict of partner id to :class:`engine.manners.Member`, for the company
        """
        day = day or self.env.company._member_today()
        partner_ids = list(partner_ids)
        agreed, blocked = (
            self._agreed(partner_ids, ways),
            self._blocked(partner_ids, {channel for channel, _for in ways}),
        )
        had, runs = self._had(partner_ids, day), self._open_runs(partner_ids)
        return {
            id: manners.Member(
                consents=frozenset(agreed[id]),
                blocked=frozenset(blocked[id]),
                stopped=stopped,
                had=tuple(had[id]),
                runs=tuple(runs[id]),
                zone=zone,
            )
            for id, stopped, zone in self._stopped_and_zone(partner_ids)
        }

    @api.model
    def _agreed(self, partner_ids, ways):
        """:return: dict of partner id to list of (channel, purpose) that the gate of all messages lets pass"""
        gate = self.env["res.partner"]._member_contact_condition
        return self._found({way: gate(*way) for way in sorted(ways)}, partner_ids)

    @api.model
    def _blocked(self, partner_ids, channels):
        """:return: dict of partner id to list of channels on whose blacklist the address stands"""
        has_address = self.env["res.partner"]._member_address_condition
        return self._found(
            {
                channel: SQL(
                    "member.%s IS NOT NULL AND NOT (%s)", SQL.identifier(LISTED[channel]), has_address(channel)
                )
                for channel in sorted(channels & LISTED.keys())
            },
            partner_ids,
        )

    @api.model
    def _found(self, conditions, partner_ids):
        """Each condition is a query of its own: as columns of one they would be planned as if each were asked for each
        member alone, and compiled for seconds.

        :param conditions: dict of anything to SQL condition on ``member``
        :return: dict of partner id to list of the keys whose condition is true
        """
        names, found = list(conditions), defaultdict(list)
        if names:
            queries = [
                SQL("SELECT id, %s FROM res_partner member WHERE id = ANY(%s) AND %s", place, partner_ids, condition)
                for place, condition in enumerate(conditions.values())
            ]
            for id, place in self.env.execute_query(SQL(" UNION ALL ").join(queries)):
                found[id].append(names[place])
        return found

    @api.model
    def _stopped_and_zone(self, partner_ids):
        """:return: list of (id, whether to be left alone, zone)"""
        return self.env.execute_query(
            SQL(
                """SELECT id, COALESCE(member_no_contact, FALSE) OR member_left_on IS NOT NULL, COALESCE(tz, %s)
                     FROM res_partner WHERE id = ANY(%s)""",
                self.env.company._member_tz(),
                partner_ids,
                to_flush=columns(self.env["res.partner"], "member_no_contact", "member_left_on", "tz"),
            )
        )

    @api.model
    def _had(self, partner_ids, day):
        """What counts for the limits: what was made, on its day, and what was given out and may be made any time: today.

        :return: dict of partner id to list of (date, channel)
        """
        caps = self.env["member.followup.cap"].search([("company_id", "=", self.env.company.id)])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, day_done, channel FROM member_followup
                 WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                   AND state = 'done' AND day_done > %(since)s
             UNION ALL
                SELECT partner_id, %(day)s, channel FROM member_followup
                 WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                   AND (state = 'sending' OR state = 'open' AND date_last >= %(day)s
                        OR state = 'planned' AND (date_given = %(day)s OR date_given IS NOT NULL AND date_decide IS NULL))
                """,
                ids=partner_ids,
                company=self.env.company.id,
                day=day,
                since=day - timedelta(days=max(caps.mapped("days"), default=0)),
                to_flush=[
                    *columns(self, "partner_id", "company_id", "channel", "state"),
                    *columns(self, "day_done", "date_given", "date_last", "date_decide"),
                ],
            )
        )
        had = defaultdict(list)
        for partner_id, made_on, channel in rows:
            had[partner_id].append((made_on, channel))
        return had

    @api.model
    def _open_runs(self, partner_ids):
        """:return: dict of partner id to list of :class:`engine.manners.Run`"""
        found = self.env["member.followup.run"].search_fetch(
            [("partner_id", "in", partner_ids), ("company_id", "=", self.env.company.id), ("state", "=", "open")],
            ["partner_id", "plan_id", "date_start"],
        )
        runs = defaultdict(list)
        for run in found:
            plan = run.plan_id
            # A plan that pauses keeps nobody waiting.
            exclusive = plan.exclusive and plan.state != "paused"
            runs[run.partner_id.id].append(manners.Run(run.id, plan.id, run.date_start, plan.priority, exclusive))
        return runs
