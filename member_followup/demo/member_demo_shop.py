from datetime import datetime, time, timedelta
from random import Random

from odoo import Command, api, models

from ..engine.outcomes import MEANINGS
from ..models.find.member_followup_plan import BEGINNING
from ..models.give.member_followup import MESSAGES

#: so many days the plans have run, up to today
DAYS = 21
#: what becomes of what had happened before
PLANS = {"threes": "as_if", "wake_up": "as_if", "birthday": "none", "festival": "none"}
#: how often it comes to what, when somebody calls
OUTCOMES = {"reached": 46, "promised": 18, "no_answer": 24, "declined": 6, "wrong_number": 2, "complaint": 4}
NOTES = {
    "reached": ("Is happy with it.", "Uses it every evening.", "Asks for the new lip colors.", ""),
    "promised": ("Wants to see the gift sets.", "Comes with her sister.", ""),
    "declined": ("No time at the moment.", ""),
    "complaint": ("The pump of the bottle is broken.", "Waited long at the till."),
}
ABSENT_IN = 4
#: so many days ago an evening was, and in so many is the next
EVENING_AGO, EVENING_IN = 24, 5
#: what those whom it invited answered
ANSWERS = {"promised": 45, "maybe": 15, "no": 20, "not_reached": 20}


class MemberDemoShop(models.AbstractModel):
    """Three weeks in which the demo shop looked after its members, and what there is to do today."""

    _inherit = "member.demo.shop"

    @api.model
    def _look_after(self):
        self = self._at_home()
        lot, today = Random(7), self.env.company._member_today()
        people = self._contact_staff(today)
        self._agree_to_contacts(lot, people)
        self.env["member.followup.cap"].create([{"count": 1, "days": 3}, {"count": 4, "days": 30}])
        self._choose_festival(today)
        plans = self.env["member.followup.plan"]
        for name, history in PLANS.items():
            plan = self.env.ref(f"member_followup.member_followup_plan_{name}")
            if name == "wake_up":
                plan.version_id.step_ids.performer = "owner"
            plan._run_from(today - timedelta(days=DAYS), history, BEGINNING)
            plans |= plan
        contacts = self.env["member.followup"]
        for count in range(DAYS, -1, -1):
            day = today - timedelta(days=count)
            for plan in plans:
                plan._here()._find(day)
            contacts._give_out(self.env.company, day)
            self._make_contacts(lot, people, day, today)
        contacts.search([("gift_state", "=", "waiting")]).filtered(lambda _one: lot.random() < 0.5)._mark_gift_given()

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

    def _make_contacts(self, lot, people, day, today):
        """What was given out on a day was done, but for today's; messages went out by themselves."""
        contacts = self.env["member.followup"].search([("date_given", "=", day), ("state", "in", ("planned", "open"))])
        for contact in contacts:
            if contact.channel in MESSAGES:
                self._record(contact, "sent", day)
            elif day < today:
                person = contact.person_id or people[-1]
                self._record(contact, self._drawn(lot), day, person, lot)

    def _drawn(self, lot):
        return lot.choices(list(OUTCOMES), OUTCOMES.values())[0]

    def _record(self, contact, outcome, day, person=None, lot=None):
        recorded = {}
        if lot:
            recorded = {"note": lot.choice(NOTES.get(outcome, ("",))), "seconds": lot.randint(40, 190)}
        if outcome == "promised":
            recorded["promised"] = day + timedelta(days=lot.randint(1, 5))
        if MEANINGS[outcome].asks == "reason":
            recorded["reason"] = lot.choice(self.env["member.complaint.reason"].search([("active", "=", True)]))
        contact._finish(outcome, person=person, day=day, **recorded)
        done = contact.with_context(member_followup_amend=True)
        moment = datetime.combine(day, time(11)) + timedelta(minutes=contact.id % 50)
        done.write({"date_done": moment, "user_id": person.user_id.id if person else self.env.uid})
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
