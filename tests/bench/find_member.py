"""How long the till waits for a member's snapshot, among a thousand members and among a million.

The same request as the browser's, in process, as the cashier, each with a cache of its own; every question is about
another member.
"""

import statistics
from functools import partial

from crowd import Crowd
from paired import seconds

FEW, MANY = 1_000, 1_000_000
QUESTIONS = 100
KINDS = {
    "card": "c.number",
    "number": "p.member_number",
    "short number": "ltrim(p.member_number, '0')",
    "phone": "p.phone",
    "last digits": "right(p.phone_sanitized, 4)",
    "email": "p.email_normalized",
    "name": "p.complete_name",
    "part of name": "substr(p.complete_name, 1, length(p.complete_name) - 1)",
}


def run(shop):
    """The 95th percentile of each way to find a member, at both sizes."""
    few, many = _Asker(Crowd(FEW)), _Asker(Crowd(MANY))
    for kind in KINDS:
        times = {few: [], many: []}
        for number in range(-10, QUESTIONS):
            for asker in (few, many):
                spent = seconds(partial(asker.ask, kind, number))
                if number >= 0:  # the first ones warm the caches of the process
                    times[asker].append(1000 * spent)
        slow = {asker: statistics.quantiles(values, n=20)[-1] for asker, values in times.items()}
        yield {
            "metric": f"by {kind}, p95 at a million to p95 at a thousand",
            "value": slow[many] / slow[few],
            "unit": "ratio",
            "limit": 2,
            "runs": [{"few": a, "many": b} for a, b in zip(times[few], times[many], strict=True)],
        }
        for asker, name in ((few, "a thousand"), (many, "a million")):
            yield {"metric": f"by {kind}, median at {name}", "value": statistics.median(times[asker]), "unit": "ms"}
            yield {"metric": f"by {kind}, p95 at {name}", "value": slow[asker], "unit": "ms"}


class _Asker:
    def __init__(self, crowd):
        from till import Caller

        with crowd.env() as env:
            config = env["pos.config"].search([("name", "=", "Till")])
            self.config = config.id
            self.caller = Caller(env.registry, config.current_session_id.user_id.id)
            self.questions = {kind: self._questions(env, column, crowd.members) for kind, column in KINDS.items()}

    def _questions(self, env, column, members):
        env.cr.execute(
            f"""SELECT found.value
                  FROM (SELECT MIN(id) AS first, MAX(id) AS last FROM res_partner WHERE member_number IS NOT NULL) ends
            CROSS JOIN generate_series(0, %(count)s - 1) n
    CROSS JOIN LATERAL (SELECT {column} AS value FROM res_partner p JOIN member_card c ON c.partner_id = p.id
                         WHERE p.id >= first + n * (last - first) / %(count)s AND {column} IS NOT NULL
                      ORDER BY p.id LIMIT 1) found
              ORDER BY n""",
            {"count": QUESTIONS + 10},
        )
        return [value for (value,) in env.cr.fetchall()]

    def ask(self, kind, number):
        answer = self.caller.call("pos.config", "find_member", [[self.config], self.questions[kind][number]])
        assert answer["status"] in ("member", "several"), answer
