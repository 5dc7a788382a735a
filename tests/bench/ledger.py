"""What the ledger costs: a posting against core's `points +=`, and a night's work against a bare UPDATE.

Server time in process. Postings commit one by one, here and in a shop without our addons, where core writes the balance
and its history as it does for an order. The night has a million lots on 200,000 cards; the reference updates the same rows,
set back to what they were before, in one statement.
"""

import contextlib
import statistics
from datetime import timedelta

from paired import Pairs, in_turn, seconds

POSTINGS = 40
LOTS = 1_000_000
LOTS_PER_CARD = 5
NIGHTS = 2
#: what a lot is before its night, and after
BEFORE = {"activation": "state = 'pending'", "expiry": '"left" = 10'}
AFTER = {"activation": "state = 'posted'", "expiry": '"left" = 0'}


def run(shop):
    """Ratios of time, and the postings per second behind the first."""
    ours, core = _Cards(shop, as_members=True), _Cards(shop.core)
    measured = in_turn(ours.post, core.add, pairs=15)
    yield measured.row("a posting to core's points +=", limit=1.5)
    for name, times in (("ledger", measured.ours), ("core", measured.reference)):
        yield {"metric": f"postings, {name}", "value": POSTINGS / statistics.median(times), "unit": "per s"}
    for work in ("expiry", "activation"):
        night = _Night(shop, ours.program)
        pairs = [night.pair(work) for _pair in range(NIGHTS)]
        measured = Pairs([pair[0] for pair in pairs], [pair[1] for pair in pairs])
        yield measured.row(f"{work} of {LOTS:,} lots to a bare update", limit=4)
        yield {"metric": f"{work} of {LOTS:,} lots", "value": statistics.median(measured.ours), "unit": "s"}


class _Cards:
    """Points cards of one programme, and what is added to them."""

    def __init__(self, shop, as_members=False):
        self.shop = shop
        self.posted = 0
        with shop.env() as env:
            program = env["loyalty.program"].create(
                {
                    "name": "Bench",
                    "program_type": "loyalty",
                    "applies_on": "both",
                    "trigger": "auto",
                    **({"member_program": True} if as_members else {}),
                }
            )
            partners = env["res.partner"].create([{"name": f"Customer {number}"} for number in range(20)])
            self.program = program.id
            self.cards = (
                env["loyalty.card"]
                .create([{"program_id": program.id, "partner_id": partner.id} for partner in partners])
                .ids
            )
            env.cr.commit()

    def _each(self, one):
        with self.shop.env() as env:
            for number in range(POSTINGS):
                one(env, self.cards[number % len(self.cards)], number)
                env.flush_all()
                env.cr.commit()
                env.invalidate_all()

    def post(self):
        def one(env, card_id, number):
            self.posted += 1
            env["member.ledger.entry"]._post(
                [{"key": f"bench:{self.posted}", "card_id": card_id, "kind": "earn", "amount": 1}]
            )

        self._each(one)

    def add(self):
        def one(env, card_id, number):
            card = env["loyalty.card"].browse(card_id)
            card.points += 1
            env["loyalty.history"].create({"card_id": card_id, "description": "Onsite", "used": 0, "issued": 1})

        self._each(one)


class _Night:
    def __init__(self, shop, program):
        self.shop = shop
        self.program = program

    def pair(self, work):
        """:return: seconds of our night, and of a bare update of the same lots, set back to what they were before"""
        with self.shop.env() as env:
            today = env.company._member_today()
            self._lots(env, work, today)
            ours = seconds(lambda: self._night(env))
            assert env["member.ledger.entry"]._check_balances() == []
            self._set(env, BEFORE[work])
            self._vacuum(env)
            return ours, seconds(lambda: self._set(env, AFTER[work]))

    def _lots(self, env, work, today):
        """A million lots that are due tonight, on cards that hold them."""
        env.cr.execute("TRUNCATE member_ledger_entry, member_ledger_allocation CASCADE")
        self._hold(env, 0 if work == "activation" else 10 * LOTS_PER_CARD)
        env.cr.execute(
            """
            INSERT INTO member_ledger_entry (key, card_id, program_id, company_id, kind, bucket, amount, balance, "left",
                                             state, date, date_available, date_expiration)
            SELECT 'bench:' || id || ':' || n, id, program_id, company_id, 'earn', 'points', 10, 10 * n, 10,
                   %(state)s, now(), %(available)s, %(expiration)s
              FROM loyalty_card, generate_series(1, %(each)s) n WHERE code LIKE 'bench%%'
            """,
            {
                "each": LOTS_PER_CARD,
                "state": "pending" if work == "activation" else "posted",
                "available": today if work == "activation" else None,
                "expiration": today - timedelta(days=1) if work == "expiry" else None,
            },
        )
        env.cr.commit()
        self._vacuum(env)
        env.invalidate_all()

    def _hold(self, env, points):
        """The cards, made the first time; those of the postings are emptied with their entries."""
        env.cr.execute("UPDATE loyalty_card SET points = CASE WHEN code LIKE 'bench%%' THEN %s ELSE 0 END", [points])
        if env.cr.rowcount < LOTS // LOTS_PER_CARD:
            env.cr.execute(
                """
                INSERT INTO loyalty_card (code, program_id, company_id, points, active, member_program)
                SELECT 'bench' || n, %s, %s, %s, TRUE, TRUE FROM generate_series(1, %s) n
                """,
                [self.program, env.company.id, points, LOTS // LOTS_PER_CARD],
            )

    def _vacuum(self, env):
        """As PostgreSQL does by itself in time: neither of the two finds what the other has left."""
        with contextlib.closing(self.shop.connect()) as connection:
            connection.cursor().execute("VACUUM ANALYZE loyalty_card, member_ledger_entry, member_ledger_allocation")

    def _night(self, env):
        while env["member.ledger.entry"]._release_due():
            env.cr.commit()

    def _set(self, env, what):
        env.cr.execute(f"UPDATE member_ledger_entry SET {what} WHERE kind = 'earn'")
        assert env.cr.rowcount == LOTS
        env.cr.commit()
