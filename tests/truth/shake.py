"""What a real year of groceries lacks, put into it by lot for a check that takes it back: tills, returns, rewards,
wallets, anonymous sales, another time zone, members who join and leave, and their files."""


def add(env, company):
    """:return: ids of tills"""
    cr = env.cr
    env.flush_all()
    names = ("Check North", "Check South", "Check East")
    tills = env["pos.config"].sudo().create([{"name": name, "payment_method_ids": []} for name in names]).ids
    env.flush_all()
    company.partner_id.tz = "America/New_York"
    env.flush_all()
    for statement in (
        # Five in six were rung up at a till, most of a member at one of them.
        """UPDATE member_purchase SET config_id = (%(tills)s::int[])[1 + (partner_id + (id %% 4) / 3) %% 3]
            WHERE id %% 6 <> 0""",
        "UPDATE member_purchase SET partner_id = NULL WHERE id %% 29 = 0",
        """UPDATE member_purchase SET local_date = (date AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York')::date""",
        "UPDATE member_purchase SET amount_prepaid = ROUND(amount_gross * (id %% 5) / 4, 2) WHERE partner_id %% 4 = 0",
        # Returns: of some all, of some more than was paid, of every fortieth member most.
        """INSERT INTO member_purchase (key, source, reference, partner_id, company_id, config_id, date, local_date,
                                        amount_net, amount_gross, amount_paid_in, amount_prepaid, refund_of_id)
           SELECT 'check:' || key, source, reference, partner_id, company_id, config_id, date + INTERVAL '5 days',
                  local_date + 5, -ROUND(amount_net * share, 2), -ROUND(amount_gross * share, 2), 0, 0, id
             FROM (SELECT *, CASE WHEN partner_id %% 40 = 0 THEN 0.9 WHEN id %% 3 = 0 THEN 1 ELSE 0.4 END
                             + CASE WHEN partner_id %% 200 = 0 THEN 0.5 ELSE 0 END AS share
                     FROM member_purchase WHERE id %% 23 = 0 OR partner_id %% 40 = 0) p
            WHERE local_date < %(day)s::date - 5""",
        """INSERT INTO member_purchase_line (purchase_id, key, product_id, categ_id, quantity, amount_net, amount_gross,
                                             is_reward, refund_of_key)
           SELECT r.id, 'check:' || l.key, l.product_id, l.categ_id, -l.quantity, -l.amount_net, -l.amount_gross, FALSE,
                  l.key
             FROM member_purchase r JOIN member_purchase_line l ON l.purchase_id = r.refund_of_id WHERE l.id %% 2 = 0""",
        """UPDATE member_purchase_line SET is_reward = TRUE, amount_net = -amount_net / 4, amount_gross = -amount_gross / 4
            WHERE id %% 31 = 0 AND quantity > 0""",
        # Some never bought, some joined late, some leave.
        "UPDATE member_purchase SET partner_id = NULL WHERE partner_id %% 97 = 0",
        "UPDATE member_purchase SET partner_id = NULL WHERE partner_id %% 5 = 1 AND local_date > %(day)s::date - 200",
        """UPDATE member_purchase SET partner_id = NULL
            WHERE partner_id %% 7 = 2 AND local_date < %(day)s::date - 30 * (partner_id %% 11)""",
        """UPDATE res_partner SET member_since = joined FROM (
               SELECT partner_id, MIN(local_date) - partner_id %% 20 AS joined FROM member_purchase
                WHERE partner_id IS NOT NULL GROUP BY partner_id) p WHERE p.partner_id = id AND id %% 3 <> 0
              AND member_number IS NOT NULL""",
        """UPDATE res_partner SET gender = (ARRAY['male', 'female', 'other', NULL])[1 + id %% 4],
                  member_importance = (ARRAY['0', '1', '2', '3', NULL])[1 + id %% 5],
                  member_age_band = (ARRAY['00', '18', '25', '35', '45', '55', '65', 'unknown'])[1 + id %% 8],
                  user_id = (ARRAY(SELECT id FROM res_users WHERE active AND NOT share ORDER BY id))[1 + id %% 4],
                  country_id = (ARRAY(SELECT id FROM res_country ORDER BY id))[1 + (id * id) %% 15],
                  state_id = (ARRAY(SELECT id FROM res_country_state ORDER BY id))[1 + (id * id) %% 9],
                  city = 'City ' || FLOOR(SQRT(id %% 700)), zip = '1' || FLOOR(SQRT(id %% 300))
            WHERE member_number IS NOT NULL""",
    ):
        cr.execute(statement, {"tills": tills, "day": last_day(cr, company)})
    _files(env)
    _debts(env)
    env.invalidate_all()
    return tills


def last_day(cr, company):
    """The last day that anybody bought."""
    cr.execute("SELECT MAX(local_date) FROM member_purchase WHERE company_id = %s", [company.id])
    return cr.fetchone()[0]


def _files(env):
    env["member.income.band"].sudo().create([{"name": f"Check {number}"} for number in range(3)])
    env["member.interest"].sudo().create([{"name": f"Check {number}"} for number in range(4)])
    env["res.partner.category"].sudo().create([{"name": f"Check {number}"} for number in range(3)])
    env.flush_all()
    env.cr.execute(
        """UPDATE res_partner SET member_income_band_id = (
                  ARRAY(SELECT id FROM member_income_band ORDER BY id))[1 + id % 4] WHERE member_number IS NOT NULL;
           INSERT INTO member_interest_res_partner_rel (res_partner_id, member_interest_id)
           SELECT p.id, i.id FROM res_partner p, member_interest i
            WHERE member_number IS NOT NULL AND (p.id * i.id) % 5 < 2;
           INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
           SELECT p.id, c.id FROM res_partner p, res_partner_category c
            WHERE member_number IS NOT NULL AND (p.id + c.id) % 3 = 0 AND p.id % 2 = 0 ON CONFLICT DO NOTHING"""
    )


def _debts(env):
    """Wallets and points below zero."""
    programs = env["loyalty.program"].sudo()
    found = programs.create(
        [{"name": f"Check {kind}", "program_type": kind, "member_program": True} for kind in ("ewallet", "loyalty")]
    )
    members = env["res.partner"].search([("member_number", "!=", False)], limit=90, order="id")
    cards = (
        env["loyalty.card"]
        .sudo()
        .create(
            [
                {"program_id": program.id, "partner_id": member.id}
                for number, member in enumerate(members)
                for program in found
                if number % 3 or program == found[0]
            ]
        )
    )
    env.flush_all()
    env.cr.execute("UPDATE loyalty_card SET points = 20 - id %% 37 WHERE id = ANY(%s)", [cards.ids])


def leave(env, ends):
    """The members who leave in the months before some ends."""
    for end in ends:
        env.cr.execute(
            """UPDATE res_partner SET member_left_on = %s::date - id %% 25
                WHERE member_number IS NOT NULL AND id %% 31 = 0 AND (id / 31) %% 12 = %s AND member_left_on IS NULL""",
            [end, end.month % 12],
        )
    env.invalidate_all()
