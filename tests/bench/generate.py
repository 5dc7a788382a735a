"""Members and purchases in any number, up to a million and ten millions, the same each time.

All benchmarks of size stand on it. One member is enrolled as the office would; every further row is a copy of that
member's rows with its own name, numbers and figures, written by `INSERT … SELECT generate_series`. Nothing is drawn
at random: ``draw`` mixes the running number, so that two runs, on whatever machine, give the same rows.

In proportion: one member in five is awake and makes four fifths of the purchases; of a hundred purchases 15 are
anonymous and two are returns.
"""

from bulk import Bulk, chunks

PHONE_AREAS = (415, 206, 212, 305, 312, 404, 503, 602, 617, 702, 713, 773)
RATE = 1.15  # gross to net
REFUND_EVERY = 50
GIVEN = "Ada Bea Clara Dina Elena Fatima Grace Hana Ines Julia Kaya Lena Maria Nora Olga Paula Rosa Sara Tanya Vera Zoe"
FAMILY = (
    "Abbott Becker Chen Diaz Ellis Flores Garcia Hayes Ito Jensen Kim Lopez Meyer Nguyen Ortega Patel Ruiz Shah Wood"
)
# Name, rank, spend in 12 months, points multiplier.
TIERS = (("Classic", 10, 0, 1), ("Silver", 20, 300, 1.25), ("Gold", 30, 900, 1.5))


def generate(env, members, purchases, say=print):
    """Fill a database with members, each with card, consent, points and tier, and with purchases of three years.

    Commits. Takes a minute for each million purchases or so.

    :param env: of the superuser, on a database without members
    """
    return Generator(env, members, purchases, say).run()


class Generator(Bulk):
    def __init__(self, env, members, purchases, say):
        super().__init__(env, members, say)
        self.members = members
        self.purchases = purchases

    def run(self):
        self._define_functions()
        self.program = self._program()
        self.tiers = self._tiers()
        self._enrol_first()
        with self.bare("res_partner", "member_card", "member_consent", "member_tier_change"):
            self._insert_members()
        with self.bare("loyalty_card", "member_ledger_entry"):
            self._insert_points()
        with self.bare("member_purchase"):
            self._insert_purchases()
        self._review_tiers()
        self._move_sequences()
        self.report("statistics")
        self.cr.execute("ANALYZE")
        self.cr.commit()
        self.env.invalidate_all()
        self.report("done")

    # ── What every row is copied from ─────────────────────────────────────────────────────────────────────────

    def _program(self):
        return self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "member_program": True,
                "rule_ids": [(5,), (0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})],
                "reward_ids": [
                    (5,),
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 5,
                            "discount_applicability": "order",
                            "required_points": 100,
                        },
                    ),
                ],
            }
        )

    def _tiers(self):
        return self.env["member.tier"].create(
            [
                {"name": name, "rank": rank, "entry_spend": spend, "points_multiplier": multiplier}
                for name, rank, spend, multiplier in TIERS
            ]
        )

    def _enrol_first(self):
        self.partner = self.env["res.partner"].create(
            {"name": "First Member", "phone": "+14155550100", "email": "first@example.com"}
        )
        self.partner._member_enrol()
        self.card = self.env["loyalty.card"]._member_card(self.partner, self.program)
        self.env["member.ledger.entry"]._post(
            [{"key": f"card:{self.card.id}:opening", "card_id": self.card.id, "kind": "opening", "amount": 1}]
        )
        self.env.flush_all()
        self.first = {
            "res_partner": self.partner.id,
            "member_card": self.partner.member_card_id.id,
            "member_consent": self.partner.member_consent_ids.id,
            "member_tier_change": self.env["member.tier.change"].search([("partner_id", "=", self.partner.id)]).id,
            "loyalty_card": self.card.id,
            "member_ledger_entry": self.card.member_entry_ids.id,
        }
        self.cr.commit()

    # ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _insert_members(self):
        """Copies of the first member: number n gets the first one's ids plus n."""
        number = f"LPAD(({int(self.partner.member_number[:-1])} + n)::text, 8, '0')"
        name = f"{_pick(GIVEN, 1)} || ' ' || {_pick(FAMILY, 2)}"
        area = f"(ARRAY{list(PHONE_AREAS)})[(1 + n / 8000000)::int]"
        phone = f"'+1' || {area} || LPAD((2000000 + n %% 8000000)::text, 7, '0')"
        email = "CASE WHEN pg_temp.draw(n, 3) < 0.45 THEN 'member' || n || '@example.com' END"
        self.copy(
            "res_partner",
            {
                "name": name,
                "complete_name": name,
                "commercial_partner_id": "first.id + n",
                "phone": phone,
                "phone_sanitized": phone,
                "email": email,
                "email_normalized": email,
                "member_number": f"{number} || pg_temp.luhn({number})",
                "member_since": "CURRENT_DATE - (pg_temp.draw(n, 4) * 1500)::int",
            },
        )
        body = f"'046' || LPAD(({int(self.partner.member_card_id.number[3:-1])} + n)::text, 9, '0')"
        partner = f"{self.partner.id} + n"
        self.copy("member_card", {"partner_id": partner, "number": f"{body} || pg_temp.ean_digit({body})"})
        self.copy("member_consent", {"partner_id": partner})
        self.copy("member_tier_change", {"partner_id": partner})

    def _insert_points(self):
        points = "ROUND((pg_temp.draw(n, 5) ^ 3 * 800)::numeric, 2)"
        partner = f"{self.partner.id} + n"
        self.copy(
            "loyalty_card",
            {"partner_id": partner, "code": "MD5('card' || n)", "points": points},
        )
        self.copy(
            "member_ledger_entry",
            {
                "partner_id": partner,
                "card_id": f"{self.card.id} + n",
                "key": f"'card:' || ({self.card.id} + n) || ':opening'",
                "amount": points,
                "balance": points,
                "left": points,
            },
        )

    def _insert_purchases(self):
        """Sales first, then the returns of every so many-th sale."""
        self.cr.execute("SELECT COALESCE(MAX(id), 0) FROM member_purchase")
        base = self.cr.fetchone()[0]
        returns = self.purchases // REFUND_EVERY
        sales = self.purchases - returns
        company = self.env.company.id
        awake = max(self.members // 5, 1)
        for low, high in chunks(sales):
            self.cr.execute(
                """
                INSERT INTO member_purchase (id, key, source, reference, partner_id, company_id, date, local_date,
                                             amount_net, amount_gross)
                SELECT %(base)s + n, 'bench:' || n, 'import', 'B' || n,
                       CASE WHEN pg_temp.draw(n, 11) < 0.15 THEN NULL
                            WHEN pg_temp.draw(n, 12) < 0.8 THEN %(first)s + (pg_temp.draw(n, 13) ^ 1.3 * %(awake)s)::int
                            ELSE %(first)s + %(awake)s + (pg_temp.draw(n, 13) * (%(members)s - 1 - %(awake)s))::int END,
                       %(company)s, day.at, day.at::date, amount.net, ROUND(amount.net * %(rate)s, 2)
                  FROM generate_series(%(low)s::bigint, %(high)s) n,
               LATERAL (SELECT CURRENT_DATE - INTERVAL '1 second' *
                               ((CASE WHEN pg_temp.draw(n, 12) < 0.8 THEN 1 ELSE 184 END + pg_temp.draw(n, 14) * 900) * 86400)::int
                               AS at) day,
               LATERAL (SELECT ROUND((4 + 160 * pg_temp.draw(n, 15) ^ 3)::numeric, 2) AS net) amount
                """,
                {
                    "base": base,
                    "first": self.partner.id,
                    "awake": awake,
                    "members": self.members,
                    "company": company,
                    "rate": RATE,
                    "low": low,
                    "high": high,
                },
            )
            self.cr.commit()
            self.report(f"purchases {high:,} of {self.purchases:,}")
        self.cr.execute(
            """
            INSERT INTO member_purchase (id, key, source, reference, partner_id, company_id, date, local_date,
                                         amount_net, amount_gross, refund_of_id)
            SELECT %(base)s + %(sales)s + n, 'bench:return:' || n, 'import', 'R' || n, s.partner_id, s.company_id,
                   LEAST(s.date + INTERVAL '3 days', CURRENT_DATE - INTERVAL '1 second'),
                   LEAST(s.date + INTERVAL '3 days', CURRENT_DATE - INTERVAL '1 second')::date,
                   -ROUND(s.amount_net / 2, 2), -ROUND(s.amount_gross / 2, 2), s.id
              FROM generate_series(1, %(returns)s) n
              JOIN member_purchase s ON s.id = %(base)s + n * (%(every)s - 1)
            """,
            {"base": base, "sales": sales, "returns": returns, "every": REFUND_EVERY},
        )
        self.set_sequence("member_purchase")
        self.cr.commit()
        self.report(f"purchases {self.purchases:,} of {self.purchases:,}")

    def _review_tiers(self):
        """What ``_member_review_tier`` decides, for all at once: the highest tier whose spend is reached."""
        self.cr.execute(
            """
            WITH spent AS (
                SELECT partner_id, SUM(amount_net) AS figure FROM member_purchase
                 WHERE partner_id IS NOT NULL AND local_date > CURRENT_DATE - INTERVAL '12 months'
              GROUP BY partner_id
            ), reached AS (
                SELECT DISTINCT ON (s.partner_id) s.partner_id, s.figure, t.id AS tier_id, t.entry_spend
                  FROM spent s JOIN member_tier t ON t.entry_spend > 0 AND s.figure >= t.entry_spend
              ORDER BY s.partner_id, t.rank DESC
            ), changed AS (
                UPDATE res_partner p SET member_tier_id = r.tier_id, member_tier_since = CURRENT_DATE
                  FROM reached r WHERE p.id = r.partner_id
            )
            INSERT INTO member_tier_change (partner_id, company_id, date, from_tier_id, to_tier_id, reason, figure,
                                            threshold, window_start, window_end)
            SELECT partner_id, %s, NOW() AT TIME ZONE 'UTC', %s, tier_id, 'spend', figure, entry_spend,
                   CURRENT_DATE - INTERVAL '12 months' + INTERVAL '1 day', CURRENT_DATE
              FROM reached ORDER BY partner_id
            """,
            [self.env.company.id, self.tiers[0].id],
        )
        self.cr.commit()
        self.report("tiers")

    def _move_sequences(self):
        for code in ("member.number", "member.card"):
            sequence = self.env["ir.sequence"].search([("code", "=", code)])
            sequence.number_next = sequence.number_next_actual + self.members - 1

    def _define_functions(self):
        self.cr.execute(
            """
            -- A number from 0 to 1 for the n-th row and the k-th question about it. One expression, so that it is
            -- inlined: a linear step, squared, modulo the prime 2³¹ − 1.
            CREATE FUNCTION pg_temp.draw(n bigint, k int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
                SELECT ((n * 1103515245 + k * 40692013::bigint) % 2147483647)
                       * ((n * 1103515245 + k * 40692013::bigint) % 2147483647) % 2147483647 / 2147483647.0::float8
            $$;
            CREATE FUNCTION pg_temp.luhn(digits text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
                SELECT ((10 - SUM(CASE WHEN i % 2 = 1 THEN d * 2 - CASE WHEN d > 4 THEN 9 ELSE 0 END ELSE d END) % 10)
                        % 10)::text
                  FROM (SELECT i, SUBSTR(REVERSE(digits), i, 1)::int AS d FROM generate_series(1, LENGTH(digits)) i) s
            $$;
            CREATE FUNCTION pg_temp.ean_digit(digits text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
                SELECT ((10 - SUM(CASE WHEN i % 2 = 0 THEN d * 3 ELSE d END) % 10) % 10)::text
                  FROM (SELECT i, SUBSTR(digits, i, 1)::int AS d FROM generate_series(1, LENGTH(digits)) i) s
            $$;
            """
        )


def _pick(words, question):
    names = words.split()
    return f"(ARRAY{names})[1 + (pg_temp.draw(n, {question}) * {len(names) - 1})::int]"
