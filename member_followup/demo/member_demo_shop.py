import json
from datetime import datetime, time, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo import Command, api, models
from odoo.tools import SQL

from ..engine import sms
from ..engine.outcomes import MEANINGS
from ..models.find.member_followup_plan import BEGINNING
from ..models.give.member_followup import MESSAGES

#: so many days the plans have run, up to today: more than the three weeks after which members are asked how they like it
DAYS = 35
#: what becomes of what had happened before
PLANS = {"threes": "as_if", "wake_up": "as_if", "birthday": "none", "festival": "none", "coverage": "as_if"}
#: how often it comes to what, when somebody calls
OUTCOMES = {"reached": 46, "promised": 18, "no_answer": 24, "declined": 6, "wrong_number": 2, "complaint": 4}
NOTES = {
    "reached": ("Is happy with it.", "Uses it every evening.", "Asks for the new lip colors.", ""),
    "promised": ("Wants to see the gift sets.", "Comes with her sister.", ""),
    "declined": ("No time at the moment.", ""),
    "complaint": ("The pump of the bottle is broken.", "Waited long at the till."),
}
#: what who was talked to answered, where something was asked
MARKS = {10: 22, 9: 30, 8: 20, 7: 12, 6: 6, 5: 4, 3: 3, 1: 1}
ABSENT_IN = 4
#: of a segment, in the shop's currency
SMS_PRICE = 0.04
#: so many are invited by each today, one of so many members
INVITED, EVERY = 8, 11
#: of those who were spoken to, so many come and buy
COMING = 0.4
#: so many days ago an evening was, and in so many is the next
EVENING_AGO, EVENING_IN = 24, 5
#: what those whom it invited answered
ANSWERS = {"promised": 45, "maybe": 15, "no": 20, "not_reached": 20}


class MemberDemoShop(models.AbstractModel):
    """Five weeks in which the demo shop looked after its members, and what there is to do today."""

    _inherit = "member.demo.shop"

    @api.model
    def _look_after(self):
        self = self._at_home()
        lot, today = Random(7), self.env.company._member_today()
        people = self._contact_staff(today)
        self._agree_to_contacts(lot, people)
        self.env["member.followup.cap"].create([{"count": 1, "days": 3, "channel": "phone"}, {"count": 4, "days": 30}])
        self._choose_festival(today)
        plans = self.env["member.followup.plan"]
        for name, history in PLANS.items():
            plan = self.env.ref(f"member_followup.member_followup_plan_{name}")
            if name == "wake_up":
                plan.version_id.step_ids.performer = "owner"
            self._hold_out(plan, today)
            plan._run_from(today - timedelta(days=DAYS), history, BEGINNING)
            plans |= plan
        contacts = self.env["member.followup"]
        for count in range(DAYS, -1, -1):
            day = today - timedelta(days=count)
            for plan in plans:
                plan._here()._find(day)
            contacts._give_out(self.env.company, day)
            self._make_contacts(lot, people, day, today)
            self._come_in(lot, day)
        self._plan_by_hand(people, today)
        self._word_messages()
        contacts.search([("gift_state", "=", "waiting")]).filtered(lambda _one: lot.random() < 0.5)._mark_gift_given()
        self._show_results(people, today)
        self._show_pay(today)

    def _hold_out(self, plan, today):
        """As if it had been fixed when the plan started."""
        plan._fix_holdout()
        if plan.holdout_from:
            first = today - timedelta(days=DAYS)
            plan.write({"holdout_from": first, "date_read": first + timedelta(days=plan.holdout_days)})

    def _show_results(self, people, today):
        """Credits of the three weeks, and what this month is to bring."""
        self.env["member.metrics"]._refresh_all(self.env["member.metrics.definition"]._of(self.env.company), today)
        self.env["member.credit"]._recount(today)
        targets = [{"person_id": person.id, "value": goal} for person, goal in zip(people, (15, 40), strict=True)]
        store = {"config_id": people[-1].config_id.id, "measure": "revenue", "value": 1500}
        month = {"month": today.replace(day=1)}
        self.env["member.followup.target"].create([{**values, **month} for values in (*targets, store)])

    def _show_pay(self, today):
        """What last month pays, for Helen to approve, and a care month that everybody sees."""
        self.env["member.bonus.scheme"].create(
            {
                "name": "Looking After Members",
                "cap": 400,
                "rule_ids": [
                    Command.create({"kind": "contact", "rate": 0.5, "threshold": 5, "counts": "above"}),
                    Command.create({"kind": "woken", "rate": 5}),
                    Command.create({"kind": "revenue", "basis": "percent", "rate": 1.5}),
                ],
            }
        )
        # Those who are measured neither count nor start anything.
        admin = self.env(user=self.env.ref("base.user_admin").id)
        admin["member.bonus.sheet"].create({"date_month": today + relativedelta(months=-1, day=1)})
        care_month = admin.ref("member_followup.member_contest_care_month")
        care_month.write({"date_from": today.replace(day=1), "date_to": today + relativedelta(day=31)})
        care_month.action_start()

    def _contact_staff(self, today):
        """Amara calls, Helen looks after what is hers and stands in for her."""
        tills = [self._ref("till_1"), self._ref("till_2")]
        helen, amara = self.env["member.followup.person"].create(
            [
                {"user_id": self._ref("user_manager").id, "config_id": tills[1].id, "capacity": 6},
                {"user_id": self._ref("user_staff").id, "config_id": tills[0].id, "capacity": 12},
            ]
        )
        amara.supervisor_id = helen
        first = today + timedelta(days=ABSENT_IN)
        amara.absence_ids = [
            Command.create({"date_from": first, "date_to": first + timedelta(days=2), "note": "Training"})
        ]
        return helen | amara

    def _agree_to_contacts(self, lot, people):
        """Most agreed to calls and messages about offers; half have somebody who looks after them."""
        for number, member in enumerate(self._members()):
            if not member._is_member():
                continue
            if lot.random() < 0.7:
                member._member_agree("till", "marketing", ("phone", "sms", "email"))
            if number % 2:
                member.user_id = people[-1 if number % 6 else 0].user_id

    def _choose_festival(self, today):
        """The next of those that the shop's country keeps."""
        festivals = self.env["member.festival"].search([("active", "=", True)])
        country = self.env.company.country_id
        kept = festivals.filtered(lambda one: not one.country_ids or country in one.country_ids)
        following = min(kept.filtered("next_date"), key=lambda one: (one.next_date, one.id), default=kept[:1])
        self.env.ref("member_followup.member_followup_plan_festival").festival_ids = following

    def _plan_by_hand(self, people, today):
        """What a manager asked for by hand: calls of today, some for each and some for whoever is free."""
        guests = self._members().filtered(lambda member: member._is_member())[::EVERY]
        for place, person in enumerate((*people, None)):
            mine = guests[place * INVITED : (place + 1) * INVITED]
            mine._member_plan_contact("phone", "Invitation to the Evening of Colors", today, "marketing", person=person)

    def _make_contacts(self, lot, people, day, today):
        """What was given out on a day was done, but for today's; messages went out by themselves."""
        contacts = self.env["member.followup"].search([("date_given", "=", day), ("state", "in", ("planned", "open"))])
        for contact in contacts:
            if contact.channel in MESSAGES:
                self._record(contact, "sent", day)
            elif day < today:
                person = contact.person_id or people[-1]
                self._record(contact, self._drawn(lot), day, person, lot)

    def _word_messages(self):
        """Messages that went out say what was sent, and what it cost."""
        price = self.env.company.member_sms_price = SMS_PRICE
        sent = self.env["member.followup"].search([("outcome", "=", "sent")])
        for contact, texts in sent._texts().items():
            segments = sms.size(texts["script"]).segments if contact.channel == "sms" else 0
            contact.with_context(member_followup_amend=True).write(
                {"message_text": texts["script"], "message_segments": segments, "message_cost": segments * price}
            )

    def _frozen(self, contact, day):
        """What the member was on the day of the contact, not what metrics say today."""
        is_wake_up = contact.plan_id == self.env.ref("member_followup.member_followup_plan_wake_up")
        return {"date_frozen": day, **({"recency_state": "dormant"} if is_wake_up else {})}

    def _come_in(self, lot, day):
        """Some of those who were spoken to three days ago come and buy."""
        spoken_to = self.env["member.followup"].search(
            [("day_done", "=", day - timedelta(days=3)), ("outcome", "in", ("reached", "promised"))], order="id"
        )
        came = spoken_to.filtered(lambda _one: lot.random() < COMING)
        sales = [
            {
                "key": f"demo:contact:{contact.id}",
                "partner_id": contact.partner_id.id,
                "config_id": contact.config_id.id,
                "date": str(datetime.combine(day, time(15))),
                "local_date": str(day),
                "amount": lot.randint(18, 140),
            }
            for contact in came
        ]
        self.env["member.purchase"]._record(
            SQL(
                """SELECT key, 'import' AS source, UPPER(REPLACE(key, ':', '/')) AS reference, partner_id,
                          %s AS company_id, config_id, date, local_date, amount AS amount_net, amount AS amount_gross,
                          0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, NULL::text AS refund_of_key,
                          NULL::int AS pos_order_id, NULL::int AS import_id
                     FROM json_to_recordset(%s) AS row(
                          key text, partner_id int, config_id int, date timestamp, local_date date, amount numeric)""",
                self.env.company.id,
                json.dumps(sales),
            ),
            SQL(
                """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id,
                          0 AS quantity, 0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key
                    WHERE FALSE"""
            ),
        )

    def _drawn(self, lot):
        return lot.choices(list(OUTCOMES), OUTCOMES.values())[0]

    def _record(self, contact, outcome, day, person=None, lot=None):
        recorded = {}
        if lot:
            recorded = {"note": lot.choice(NOTES.get(outcome, ("",))), "seconds": lot.randint(40, 190)}
        if outcome == "promised":
            recorded["promised"] = day + timedelta(days=lot.randint(1, 5))
        if MEANINGS[outcome].talked and contact.step_id.question:
            recorded["mark"] = lot.choices(list(MARKS), MARKS.values())[0]
        if MEANINGS[outcome].asks == "reason":
            recorded["reason"] = lot.choice(self.env["member.complaint.reason"].search([("active", "=", True)]))
        contact._finish(outcome, person=person, day=day, **recorded)
        done = contact.with_context(member_followup_amend=True)
        moment = datetime.combine(day, time(11)) + timedelta(minutes=contact.id % 50)
        done.write(
            {
                "date_done": moment,
                "user_id": person.user_id.id if person else self.env.uid,
                **self._frozen(contact, day),
            }
        )
        for answer in contact.feedback_ids:
            answer._amend({"date": day, "date_answered": moment})
        if outcome == "sent":
            done.message_state = "delivered"

    # ── Campaigns ─────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _invite(self):
        """An evening that is over, whose result can be read, and the next, for which members are called these days."""
        self = self._at_home()
        today = self.env.company._member_today()
        past, following = self.env["member.campaign"].create(
            [
                self._evening_values(name, today + timedelta(days=days))
                for name, days in (("Summer Evening", -EVENING_AGO), ("New Colors Evening", EVENING_IN))
            ]
        )
        following._start()
        past._draw_guests()
        past._fill_waves()
        self._hold_evening(past)
        past = past.sudo()  # sudo: nobody writes the status of a campaign but its buttons, and this one is over.
        past.state = "running"
        past.write({"state": "closed", "date_start": past.date_from - timedelta(days=9), "date_closed": past.date_read})

    def _evening_values(self, name, day):
        return {
            "name": name,
            "date_from": day,
            "date_to": day,
            "salt": name,
            "user_id": self._ref("user_manager").id,
            "holdout_share": 0.2,
            "subject": "An evening for you",
            "script": "Good morning {{ first_name }}, on our evening a {{ gift }} is waiting for you. May we expect you?",
            "gift": "Hand cream",
            "budget": 300,
            "gift_cost": 3,
            "contact_cost": 1,
            "wave_ids": [
                Command.create({"date": day - timedelta(days=8), "date_last": day - timedelta(days=1), "sequence": 1})
            ],
        }

    def _hold_evening(self, campaign):
        """Two of three who promised came, and a few who hadn't."""
        lot, people = Random(11), self.env["member.followup.person"].search([("user_id", "!=", False)], order="id")
        opened = datetime.combine(campaign.date_from, time(17))
        for guest in campaign.guest_ids:
            values = {}
            if guest.arm == "invited":
                answer = lot.choices(list(ANSWERS), ANSWERS.values())[0]
                values = {
                    "answer": answer,
                    "is_reached": answer != "not_reached",
                    "date_promised": answer == "promised" and campaign.date_from,
                    "person_id": lot.choice(people).id,
                }
            if lot.random() < (0.66 if values.get("answer") == "promised" else 0.06):
                came_at = opened + timedelta(minutes=lot.randint(0, 150))
                values |= {
                    "came_at": came_at,
                    "came_config_id": guest.config_id.id,
                    "gift_given_at": lot.random() < 0.9 and came_at,
                }
            guest.write(values)
