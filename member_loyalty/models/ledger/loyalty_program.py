from odoo import api, models
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _member_double_cards(self):
        """Active cards of members who hold several of the same program.

        Set-based SQL, as a shop may have a million cards.

        :return: dict of program id to (number of such members, ids of their cards)
        """
        if not self:
            return {}
        self.env["loyalty.card"].flush_model(["program_id", "partner_id", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, COUNT(*), ARRAY_AGG(cards)
                  FROM (SELECT program_id, STRING_AGG(id::text, ',' ORDER BY id) AS cards
                          FROM loyalty_card WHERE active AND partner_id IS NOT NULL AND program_id IN %s
                         GROUP BY program_id, partner_id HAVING COUNT(*) > 1) AS doubles
                 GROUP BY program_id
                """,
                tuple(self.ids),
            )
        )
        return {
            program_id: (members, [int(card_id) for some in cards for card_id in some.split(",")])
            for program_id, members, cards in rows
        }

    @api.model
    def _member_with_double_cards(self):
        """Programmes that could go to the ledger, but for members who hold several cards."""
        programs = self.search([("program_type", "in", ("loyalty", "ewallet")), ("member_program", "=", False)])
        return programs.browse(sorted(programs._member_double_cards()))

    def _member_repair_double_cards(self):
        """Add the balances up on each member's oldest active card and archive the others, with a note on each.

        Only for programs outside of the ledger: inside, an index lets nobody have two. Set-based SQL for the same
        reason as above; the notes are rows of core's own history of a card.

        :return: number of cards archived
        """
        programs = self.filtered(lambda program: not program.member_program)
        if not programs:
            return 0
        self.env["loyalty.card"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH doubles AS (
                    SELECT id, code, points,
                           MIN(id) OVER same AS kept, SUM(points) OVER same AS total, COUNT(*) OVER same AS cards
                      FROM loyalty_card WHERE active AND partner_id IS NOT NULL AND program_id IN %(programs)s
                    WINDOW same AS (PARTITION BY program_id, partner_id)
                ), repaired AS (
                    UPDATE loyalty_card card
                       SET points = CASE WHEN card.id = doubles.kept THEN doubles.total ELSE 0 END,
                           active = card.id = doubles.kept,
                           write_uid = %(user)s, write_date = NOW() AT TIME ZONE 'UTC'
                      FROM doubles WHERE doubles.id = card.id AND doubles.cards > 1
                ), notes AS (
                    SELECT gone.id, gone.kept, gone.points, gone.code AS gone_code, kept.code AS kept_code
                      FROM doubles gone JOIN doubles kept ON kept.id = gone.kept
                     WHERE gone.id != gone.kept
                )
                INSERT INTO loyalty_history (card_id, description, issued, used,
                                             create_uid, write_uid, create_date, write_date)
                SELECT id, FORMAT(%(moved)s, kept_code), GREATEST(-points, 0), GREATEST(points, 0),
                       %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC' FROM notes
                 UNION ALL
                SELECT kept, FORMAT(%(received)s, gone_code), GREATEST(points, 0), GREATEST(-points, 0),
                       %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC' FROM notes
                """,
                programs=tuple(programs.ids),
                user=self.env.uid,
                moved=self.env._(
                    "Archived because the member had several cards. The balance was transferred to card %s."
                ),
                received=self.env._("Balance transferred from the duplicate card %s"),
            )
        )
        archived = self.env.cr.rowcount // 2
        self.env["loyalty.card"].invalidate_model()
        self.env["loyalty.history"].invalidate_model()
        return archived

    def _open_ledger(self):
        """Take over cards that exist: an opening entry for each balance, which expires when the card would have.

        Set-based SQL: a shop may switch a program with a million cards.
        """
        if not self:
            return
        self._member_open_balances()
        self._member_open_expiries()

    def _member_open_balances(self):
        self.env["loyalty.card"].flush_model(["program_id", "partner_id", "company_id", "points"])
        self.flush_model(["program_type"])
        self.env["member.ledger.entry"].flush_model(["key"])
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_ledger_entry (key, card_id, program_id, partner_id, company_id, kind, bucket, amount,
                                                 balance, "left", state, date, user_id)
                SELECT 'card:' || c.id || ':opening', c.id, c.program_id, c.partner_id, c.company_id, 'opening',
                       CASE p.program_type WHEN 'ewallet' THEN 'principal' ELSE 'points' END,
                       ROUND(c.points::numeric, 2), ROUND(c.points::numeric, 2), ROUND(c.points::numeric, 2),
                       'posted', NOW() AT TIME ZONE 'UTC', %(user)s
                  FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
                 WHERE c.program_id IN %(programs)s AND ROUND(c.points::numeric, 2) != 0
                    ON CONFLICT (key) DO NOTHING RETURNING id
                """,
                user=self.env.uid,
                programs=tuple(self.ids),
            )
        )
        self.env["loyalty.card"].invalidate_model()

    def _member_open_expiries(self):
        """A core wallet's card may expire as a whole; in the ledger, what was on it does."""
        self.env["loyalty.card"].flush_model(["program_id", "expiration_date"])
        self.env["member.ledger.entry"].flush_model(["card_id", "kind", "date_expiration"])
        self.env.cr.execute(
            SQL(
                """
                WITH expiring AS (
                    UPDATE loyalty_card card SET expiration_date = NULL
                      FROM (SELECT id, expiration_date FROM loyalty_card
                             WHERE program_id IN %s AND expiration_date IS NOT NULL) before
                     WHERE before.id = card.id RETURNING card.id, before.expiration_date
                )
                UPDATE member_ledger_entry lot SET date_expiration = expiring.expiration_date
                  FROM expiring WHERE lot.card_id = expiring.id AND lot.kind = 'opening'
                """,
                tuple(self.ids),
            )
        )
        self.env["loyalty.card"].invalidate_model(["expiration_date"])
        self.env["member.ledger.entry"].invalidate_model(["date_expiration"])

    @api.model
    def _member_report_double_cards(self):
        """Tell the one responsible which members hold several cards, instead of failing at the installation."""
        for program in self._member_with_double_cards():
            company = program.company_id or self.env.company
            members, _cards = program._member_double_cards()[program.id]
            company.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%(program)s: members with several cards", program=program.name),
                note=self.env._(
                    "%(members)s members have several cards of %(program)s. Merge them under Members, "
                    "Configuration, Duplicate Cards before the ledger manages the program.",
                    members=members,
                    program=program.name,
                ),
                user_id=company._member_responsible().id,
            )

    def action_member_take_over(self):
        """Open the wizard that hands this program over to the ledger."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enable Ledger"),
            "res_model": "member.take.over",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }
