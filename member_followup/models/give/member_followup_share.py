from dataclasses import replace
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import load
from .member_followup import MESSAGES, WAITING

ONE_DAY = timedelta(days=1)
#: days ahead whose contacts are spread
AHEAD = 14


class MemberFollowup(models.Model):
    """Who makes what may be made today, and on which of the days ahead the rest is looked at."""

    _inherit = "member.followup"

    # ── Today ─────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _share_out(self, day):
        """Give what passed the rules today to people and to the lists of stores, within their capacity."""
        tasks = self.search(self._for_people() & Domain("date_given", "=", day))._tasks()
        shares = load.share(tasks.values(), self._people(day, day), day, self._booked(day))
        given = [(id, "open", share.person, None, None) for id, share in shares.items() if not share.reason]
        waiting = [(id, None, day + ONE_DAY, share.reason) for id, share in shares.items() if share.reason]
        self._write_each(("state", "person_id", "date_decide", "reason"), given)
        self._write_each(("date_given", "date_decide", "reason"), waiting)
        self.browse(id for id, *_values in given)._remind()

    @api.model
    def _for_people(self):
        """:return: domain of what is planned and made by people"""
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "planned")
            & Domain("channel", "not in", MESSAGES)
            & Domain("plan_id", "not any", [("state", "=", "paused")])
        )

    @api.model
    def _people(self, first, last):
        people = self.env["member.followup.person"].search([("company_id", "=", self.env.company.id)])
        return people._as_engine(first, last)

    @api.model
    def _booked(self, day):
        """What takes up today's capacity: what was given out and isn't made, and what was made today.

        :return: list of (person, store, day)
        """
        here = Domain("company_id", "=", self.env.company.id) & Domain("channel", "not in", MESSAGES)
        to_do = here & Domain("state", "=", "open")
        made = here & Domain("state", "=", "done") & Domain("day_done", "=", day)
        counts = [
            *self._read_group(to_do, ["person_id", "config_id"], ["__count"]),
            *self._read_group(made, ["done_by_id", "config_id"], ["__count"]),
        ]
        return [(person.id or None, store.id or 0, day) for person, store, count in counts for _one in range(count)]

    # ── The days ahead ────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _smooth(self, day):
        """Spread what is planned for the next days over the days that its tolerance allows, within capacity."""
        first, last = day + ONE_DAY, day + ONE_DAY * AHEAD
        contacts = self.search_fetch(
            self._for_people() & Domain("date_decide", ">=", first) & Domain("date_decide", "<=", last),
            ["date_planned", "date_last", "date_decide", "reason", "run_id", "attempt", "step_id", "wave_id"],
        )
        tasks, hours = contacts._tasks(), contacts._hours_of_parts()
        choices = [contact._choice(tasks[contact.id], hours.get(contact._part()), last) for contact in contacts]
        days = load.smooth(choices, self._people(first, last), first)
        chosen = {contact: days[contact.id] or contact._day_without_room(last) for contact in contacts}
        moved = [(contact.id, to) for contact, to in chosen.items() if to != contact.date_decide]
        self._write_each(("date_decide",), moved)

    def _choice(self, task, hours, last):
        """:return: the task with the days that it may be done on, until the last that is looked at"""
        if self._may_move():
            return replace(task, last=min(task.last, last), hours=hours)
        return replace(task, planned=self.date_decide, last=self.date_decide)

    def _may_move(self):
        """A contact is moved once, from the day that its plan said, and while it waits for capacity. What was agreed on
        with the member, or has another reason for its day, stays where it is.
        """
        as_planned = not self.reason and self.date_decide == self.date_planned
        return self.reason in WAITING or (as_planned and bool(self.run_id or self.wave_id) and self.attempt == 1)

    def _day_without_room(self, last):
        """When a contact is looked at again that finds no room until a day."""
        return last + ONE_DAY if self._may_move() and self.date_last > last else self.date_decide

    # ── Whom contacts belong to ───────────────────────────────────────────────────────────────────────────────

    def _tasks(self):
        """SQL, not the ORM: of each contact the member's owner, specialist and seller, without reading the members.

        :return: dict of id to :class:`engine.load.Task`
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.id, COALESCE(contact.config_id, 0), contact.date_planned, contact.date_last,
                       contact.priority, contact.person_id, COALESCE(step.performer, wave.performer, 'list'),
                       COALESCE(step.otherwise, 'list'), owner.id, seller.id, specialist.id, specialist.supervisor_id
                  FROM member_followup contact
                  JOIN res_partner member ON member.id = contact.partner_id
             LEFT JOIN member_followup_step step ON step.id = contact.step_id
             LEFT JOIN member_campaign_wave wave ON wave.id = contact.wave_id
             LEFT JOIN member_followup_person owner
                    ON owner.user_id = member.user_id AND owner.company_id = contact.company_id
             LEFT JOIN member_followup_person specialist
                    ON specialist.id = member.member_specialist_id AND specialist.company_id = contact.company_id
             LEFT JOIN LATERAL (%(seller)s) seller ON 'seller' IN (step.performer, wave.performer)
                 WHERE contact.id = ANY(%(ids)s)
                """,
                ids=self.ids,
                seller=self._seller_query(),
                to_flush=[
                    *columns(self, "config_id", "date_planned", "date_last", "priority", "person_id", "partner_id"),
                    *columns(self, "step_id", "wave_id", "company_id"),
                    *columns(self.env["member.campaign.wave"], "performer"),
                    *columns(self.env["res.partner"], "user_id", "member_specialist_id"),
                    *columns(self.env["member.followup.step"], "performer", "otherwise", "company_id"),
                    *columns(self.env["member.followup.person"], "user_id", "company_id", "supervisor_id"),
                ],
            )
        )
        return {
            id: load.Task(
                id,
                store,
                planned,
                last,
                who=(named,) if named else load.belongs_to(performer, *people),
                # Somebody in turn is who stands in for nobody.
                otherwise="turn" if performer == "turn" else otherwise,
                priority=priority or 0,
            )
            for id, store, planned, last, priority, named, performer, otherwise, *people in rows
        }

    @api.model
    def _seller_query(self):
        """:return: SQL of the id of who sold to the member of a ``contact`` last, of those who are on the contact staff;
        who enrolled the member, if nobody else sold"""
        purchases, orders, enrolments = (
            self.env[name] for name in ("member.purchase", "pos.order", "member.enrolment")
        )
        people = self.env["member.followup.person"]
        return SQL(
            """
            SELECT person.id
              FROM (SELECT purchase.local_date AS day, 1 AS later, %(user)s AS user_id, %(employee)s AS employee_id
                      FROM member_purchase purchase JOIN pos_order sale ON sale.id = purchase.pos_order_id
                     WHERE purchase.partner_id = contact.partner_id AND purchase.company_id = contact.company_id
                 UNION ALL
                    SELECT date, 0, user_id, NULL FROM member_enrolment
                     WHERE partner_id = contact.partner_id AND company_id = contact.company_id) sold
              JOIN member_followup_person person
                ON person.active AND person.company_id = contact.company_id
               AND (person.user_id = sold.user_id OR person.employee_id = sold.employee_id)
          ORDER BY sold.day DESC, sold.later DESC, person.id LIMIT 1
            """,
            **self._seller_columns(),
            to_flush=[
                *columns(purchases, "partner_id", "company_id", "local_date", "pos_order_id"),
                *columns(orders, "user_id"),
                *columns(enrolments, "partner_id", "company_id", "date", "user_id"),
                *columns(people, "user_id", "employee_id", "company_id", "active"),
            ],
        )

    @api.model
    def _seller_columns(self):
        """Where cashiers sign in at the till as employees, the user of an order is the till's."""
        orders = self.env["pos.order"]
        if "employee_id" not in orders._fields:
            return {"user": SQL("sale.user_id"), "employee": SQL("NULL::int")}
        employees = self.env["hr.employee"]
        user = SQL(
            "CASE WHEN sale.employee_id IS NULL THEN sale.user_id "
            "ELSE (SELECT employee.user_id FROM hr_employee employee WHERE employee.id = sale.employee_id) END",
            to_flush=[*columns(orders, "employee_id"), *columns(employees, "user_id")],
        )
        return {"user": user, "employee": SQL("sale.employee_id")}
