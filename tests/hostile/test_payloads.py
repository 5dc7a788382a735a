"""Real payloads of a till, changed in every field: points and wallets move by what was paid for, or the order is refused."""

import random
from collections import Counter, defaultdict

import psycopg2
import pytest

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from calls import place_of
from payloads import KINDS, Mutator
from till_world import TillWorldCase


class PayloadCase(TillWorldCase):
    def run_mutations(self, count, seed):
        """:return: Counter of (kind of change, how it ended)"""
        self.env.flush_all()
        bases, others = self.bases(), self.others()
        before, ended, faults = self.sums(), Counter(), defaultdict(list)
        for name, data in bases.items():
            with self.undone():
                end, problems = self.sent(data, before)
            if end != "accepted" or problems:
                faults[f"an honest {name}: {end}"] = problems or [end]
        names = sorted(bases)
        for number in range(count):
            mutator = Mutator(self.env, others, random.Random(f"{seed} {number}"))
            kind = KINDS[number % len(KINDS)]
            name = names[number // len(KINDS) % len(names)]
            data, mutation = mutator.mutated(name, bases[name], kind)
            with self.undone():
                end, problems = self.sent(data, before)
            ended[kind, end] += 1
            for problem in problems:
                faults[f"{mutation.field} {kind}: {problem.split(' {')[0]}"].append(f"{mutation} → {problem}")
        return ended, dict(faults)

    def sent(self, data, before):
        """:return: (how it ended, list of what is wrong with it)"""
        try:
            with mute_logger("odoo.sql_db", "odoo.addons.point_of_sale.models.pos_order"), self.env.cr.savepoint():
                self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
                self.env.flush_all()
        except (UserError, psycopg2.IntegrityError):
            return "refused", []
        except Exception as error:
            place, is_ours = place_of(error)
            return ("broken", [f"breaks {{{error!r} {place}}}"]) if is_ours else ("refused by core", [])
        self.env.invalidate_all()
        flagged = self.env["pos.order"].search_count([("member_flag", "!=", False)])
        problems = self.problems(before, self.sums(), flagged)
        broken = self.env["member.ledger.entry"]._check_balances()
        return "accepted", problems + ([f"the ledger doesn't agree {{{broken}}}"] if broken else [])


@tagged("post_install", "-at_install")
class TestPayloads(PayloadCase):
    def test_some(self):
        ended, faults = self.run_mutations(162, "some")
        self.assertEqual({kind for kind, _end in ended}, set(KINDS))
        self.assertFalse(faults, "\n".join(f"{fault}: {some[0]}" for fault, some in sorted(faults.items())))


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestPayloadsDrill(PayloadCase):
    def test_five_thousand(self):
        ended, faults = self.run_mutations(5_004, "drill")
        self.assertGreater(min(Counter(kind for kind, _end in ended.elements()).values()), 500)
        self.assertFalse(faults, "\n".join(f"{fault}: {some[0]}" for fault, some in sorted(faults.items())))
