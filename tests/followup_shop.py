"""A shop in memory that runs contact plans day by day, and may lose its process at any write.

As the server does, it reads what is recorded, calls the engine, and records one thing after the other under its key.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta

from odoo.addons.member_followup.engine import entry, manners, occasions
from odoo.addons.member_followup.engine.entry import Entry
from odoo.addons.member_followup.engine.hours import Hours
from odoo.addons.member_followup.engine.manners import Contact, Member
from odoo.addons.member_followup.engine.steps import Delay, Due, End, Result, Version, after, start

TWO_MONTHS = Delay(months=2)
EACH = Entry("occasion")
AGREED = Member(consents=frozenset({("phone", "marketing")}))


class Crash(Exception):
    """The process ends before this write."""


@dataclass(frozen=True)
class Plan:
    """
    :param trigger: 'first_purchase' or 'dormant'
    :param quiet: without a purchase for so long is dormant
    :param exits: a purchase after the one that it counts from ends a run
    """

    id: int
    version: Version
    trigger: str
    quiet: Delay = TWO_MONTHS
    policy: Entry = EACH
    exits: bool = False
    priority: int = 0
    hours: Hours | None = None
    exclusive: bool = False


@dataclass
class Book:
    """What is recorded, each under its key.

    :param runs: key to (plan, member, :class:`.entry.Occasion`)
    :param ends: key of a run to (day, reason)
    :param contacts: key to (key of the run, :class:`.steps.Due`)
    :param opened: key of a contact to the day on which it was given out
    :param results: key of a contact to :class:`.steps.Result`
    :param latest: key of a run to the key of its last contact
    :param writes: how many writes are left until the process ends; None: it doesn't
    """

    runs: dict = field(default_factory=dict)
    ends: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    opened: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    latest: dict = field(default_factory=dict)
    writes: int | None = None

    def write(self, table, key, value):
        assert key not in table, "recorded twice"
        if self.writes is not None:
            if not self.writes:
                raise Crash
            self.writes -= 1
        table[key] = value
        if table is self.contacts:
            self.latest[value[0]] = key


@dataclass
class Shop:
    """
    :param bought: dict of member to dates of purchases
    :param answer: function of a contact's key to its outcome
    :param known: dict of member to :class:`.manners.Member`, without what the book knows; others agreed to calls
    """

    plans: list
    bought: dict
    answer: callable = lambda key: "reached"
    known: dict = field(default_factory=dict)
    caps: list = field(default_factory=list)
    book: Book = field(default_factory=Book)

    def live(self, day):
        """A day: who enters and leaves, what follows what was done before today, what is done today."""
        self._enter(day)
        self._leave(day)
        self._go_on(day)
        for key, decision in sorted(self._decisions(day).items()):
            if decision.action == "do":
                self.book.write(self.book.opened, key, day)
            elif decision.action == "drop":
                self.book.write(self.book.results, key, Result("dropped", day))
        for key in [key for key, opened in self.book.opened.items() if opened == day and key not in self.book.results]:
            self.book.write(self.book.results, key, Result(self.answer(key), day))

    def done(self):
        """:return: set of (plan, member, step, attempt, day) of the contacts that were made"""
        book, found = self.book, set()
        for key, opened in book.opened.items():
            run, due = book.contacts[key]
            plan, member, _occasion = book.runs[run]
            found.add((plan.id, member, due.step, due.attempt, opened))
        return found

    def _enter(self, day):
        pasts = defaultdict(list)
        for key, (plan, member, _occasion) in self.book.runs.items():
            pasts[plan.id, member].append(entry.Past(key, self.book.ends.get(key, (None,))[0]))
        for plan in self.plans:
            for member, bought in self.bought.items():
                found = {
                    entry.occasion_key(plan.id, member, occasion.source): occasion
                    for occasion in self._occasions(plan, [at for at in bought if at <= day], day)
                }
                enters = [(key, day) for key in found]
                for key in entry.admitted(plan.policy, enters, pasts[plan.id, member]):
                    self.book.write(self.book.runs, key, (plan, member, found[key]))

    def _occasions(self, plan, bought, day):
        if plan.trigger == "first_purchase":
            first = occasions.nth_purchase([(at, at) for at in bought], 1)
            return [first] if first else []
        return occasions.quiet_spells("dormant", bought[-1:], plan.quiet, day)

    def _leave(self, day):
        for key, (plan, member, occasion) in self.book.runs.items():
            later = [at for at in self.bought[member] if occasion.counted_day < at <= day]
            if plan.exits and later and key not in self.book.ends:
                self.book.write(self.book.ends, key, (later[0], "exit"))

    def _go_on(self, day):
        """What was done today goes on tomorrow: else a process that begins again would know more than the first."""
        for run, (plan, _member, occasion) in self.book.runs.items():
            if run in self.book.ends:
                continue
            latest = self.book.latest.get(run)
            if latest is None:
                following = start(plan.version, occasion.counted_day, occasion.day)
            elif latest in self.book.results and self.book.results[latest].day < day:
                due = self.book.contacts[latest][1]
                following = after(plan.version, occasion.counted_day, due, self.book.results[latest])
            else:
                continue
            if isinstance(following, End):
                self.book.write(self.book.ends, run, (day, following.reason))
            elif isinstance(following, Due):
                self.book.write(self.book.contacts, entry.contact_key(run, following), (run, following))

    def _decisions(self, day):
        """:return: dict of a contact's key to :class:`.manners.Decision`"""
        book, runs, had = self.book, defaultdict(list), defaultdict(list)
        for key, (plan, member, occasion) in book.runs.items():
            if key not in book.ends:
                runs[member].append(manners.Run(key, plan.id, occasion.day, plan.priority, plan.exclusive))
        for key, opened in book.opened.items():
            had[book.runs[book.contacts[key][0]][1]].append((opened, "phone"))
        waiting = book.contacts.keys() - book.opened.keys() - book.results.keys()
        contacts = [self._contact(key) for key in waiting]
        members = {
            member: replace(self.known.get(member, AGREED), had=tuple(had[member]), runs=tuple(runs[member]))
            for member in {contact.member for contact in contacts}
        }
        return manners.decide(contacts, members, self.caps, day)

    def _contact(self, key):
        run, due = self.book.contacts[key]
        plan, member, _occasion = self.book.runs[run]
        step = plan.version.step(due.step)
        last = due.planned + timedelta(days=step.tolerance)
        return Contact(key, member, step.channel, "marketing", due.planned, last, plan.priority, run, plan.hours)
