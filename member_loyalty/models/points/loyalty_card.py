from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ...engine import codes

#: so many coupons are made by one statement, that a piece of work lasts seconds
MOST_AT_ONCE = 100_000


class LoyaltyCard(models.Model):
    """Codes of all cards and coupons, core's programs' too: drawn so that none collides or can be guessed, found however
    they are typed."""

    _inherit = "loyalty.card"

    @api.model
    def _generate_code(self):  # pylint: disable=method-required-super
        """Core's have 32 random bits: of 100,000 two are mostly alike, and the whole batch is refused."""
        return codes.draw()

    @api.model
    def _search(self, domain, *args, **kwargs):
        """A code is looked for as it is typed, and as it is stored."""
        return super()._search(Domain(domain).map_conditions(_as_stored), *args, **kwargs)

    @api.model
    def _member_make_coupons(self, program, count, points, description, partners=None, expires=False):
        """Make coupons of a program with one statement, and with another what core's history says of them.

        SQL, not the ORM, which makes them one by one. What other addons store on a card is computed, or is their
        default, as if it had been created.

        :param program: loyalty.program, none of the ledger's
        :param count: how many; as many as partners, where they are given
        :param points: what each is worth
        :param description: of the history
        :param partners: res.partner, whose coupons these are; nobody's without
        :param expires: date, the last day; none without
        :return: loyalty.card
        """
        self.check_access("create")
        self.env["loyalty.history"].check_access("create")
        if not 0 < count <= MOST_AT_ONCE:
            raise UserError(self.env._("Make between 1 and %(most)s coupons at once.", most=MOST_AT_ONCE))
        values = self._member_common_values(program, points, expires)
        owners = partners.ids if partners else [None] * count
        self.flush_model(["code"])
        ids = []
        while owners:
            rows = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO loyalty_card (partner_id, code, %(names)s)
                    SELECT given.partner_id, given.code, %(values)s
                      FROM UNNEST(%(owners)s::int[], %(codes)s) WITH ORDINALITY AS given (partner_id, code, place)
                     WHERE NOT EXISTS (SELECT FROM loyalty_rule rule WHERE rule.code = given.code)
                  ORDER BY given.place
                        ON CONFLICT (code) DO NOTHING RETURNING id, partner_id
                    """,
                    names=SQL(", ").join(map(SQL.identifier, values)),
                    values=SQL(", ").join(SQL("%s", value) for value in values.values()),
                    owners=owners,
                    codes=[codes.draw() for _owner in owners],
                )
            )
            ids += [row[0] for row in rows]
            owners = _left(owners, [row[1] for row in rows])
        cards = self.browse(sorted(ids))
        # All are of one program, and so of one company: the rules ask the same of each.
        cards[:1].check_access("create")
        self._member_complete(cards, values)
        self._member_record_issued(cards, points, description)
        return cards

    def _member_record_issued(self, cards, points, description):
        self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_history (card_id, description, issued, create_uid, create_date, write_uid, write_date)
                SELECT card_id, %(description)s, %(points)s, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM UNNEST(%(cards)s) card_id ORDER BY card_id RETURNING 1
                """,
                description=description,
                points=points,
                user=self.env.uid,
                now=fields.Datetime.now(),
                cards=cards.ids,
            )
        )
        self.env["loyalty.history"].invalidate_model()

    def _member_common_values(self, program, points, expires):
        """:return: dict of column to value of what all of these cards have"""
        now = fields.Datetime.now()
        stored = [name for name, field in self._fields.items() if field.store and field.column_type]
        defaults = {
            name: self._fields[name].convert_to_column_insert(value, self)
            for name, value in self.default_get([name for name in stored if name not in ("code", "program_id")]).items()
        }
        return {
            **defaults,
            "program_id": program.id,
            "company_id": program.company_id.id or None,
            "points": points,
            "expiration_date": expires or None,
            "active": True,
            "member_program": program.member_program,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _member_complete(self, cards, values):
        """What is computed and stored, by whichever addon."""
        self.invalidate_model()
        for name, field in self._fields.items():
            if field.store and field.compute and name not in values and name not in ("partner_id", "code"):
                self.env.add_to_compute(field, cards)


def _as_stored(condition):
    """:return: the condition, widened to the form in which a code is stored"""
    if condition.field_expr != "code" or condition.operator not in ("=", "in"):
        return condition
    typed = [condition.value] if isinstance(condition.value, str) else condition.value
    if not isinstance(typed, (list, tuple, OrderedSet)):
        return condition
    read = [codes.canonical(code) for code in typed if isinstance(code, str)]
    return Domain("code", "in", [*typed, *read])


def _left(owners, made):
    """:return: the owners who haven't got one: a code that was drawn was there already"""
    if len(made) == len(owners):
        return []
    rest = list(owners)
    for owner in made:
        rest.remove(owner)
    return rest
