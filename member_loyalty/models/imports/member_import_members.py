import json

from odoo import fields, models
from odoo.tools import SQL

from ...engine.history import Problem


class MemberImportMembers(models.AbstractModel):
    _name = "member.import.members"
    _description = "Members Import"
    _inherit = ["member.import.kind"]
    _reads = {
        "res.partner": ["ref", "company_id", "active", "name", "phone_sanitized"],
        "member.card": ["number", "partner_id", "state"],
        "member.alias": ["kind", "value", "partner_id"],
    }

    def _complete(self, record, values):
        company, problems = record.company_id, []
        if values.get("phone"):
            sanitized = company.partner_id._phone_format(number=values["phone"], country=company.country_id)
            if not sanitized:
                problems.append(Problem("phone", values["phone"], "phone"))
            values["phone"] = sanitized
        if self.env["res.partner"]._member_email_problem(values.get("email")):
            problems.append(Problem("email", values["email"], "email"))
        if values.get("card_number") and not self.env["member.card.type"]._of_number(values["card_number"]):
            problems.append(Problem("card_number", values["card_number"], "card"))
        if values.get("gender"):
            genders = dict(self.env["res.partner"]._fields["gender"]._description_selection(self.env))
            values["gender"] = values["gender"].lower()
            if values["gender"] not in genders:
                problems.append(Problem("gender", values["gender"], "unknown"))
        return problems

    def _staged(self, values):
        return values.pop("reference"), json.dumps(values, default=str)

    def _is_known(self, record):
        """Under this reference, or under another since they were merged."""
        return SQL(
            "(EXISTS (%s) OR EXISTS (%s))",
            self._partners(record, SQL("p.ref = r.reference")),
            self._partners(
                record,
                SQL(
                    "p.id IN (SELECT a.partner_id FROM member_alias a WHERE a.kind = 'reference' AND a.value = r.reference)"
                ),
            ),
        )

    def _partners(self, record, condition):
        return SQL(
            "SELECT FROM res_partner p WHERE %s AND (p.company_id IS NULL OR p.company_id = %s)",
            condition,
            record.company_id.id,
        )

    def _checks(self, record):
        return [
            lambda: self._find_twice(record, "reference", SQL("reference")),
            lambda: self._find_twice(record, "phone", SQL("details->>'phone'")),
            lambda: self._find_twice(record, "card_number", SQL("details->>'card_number'")),
            lambda: self._find_several(record),
            lambda: self._find_taken_phones(record),
            lambda: self._find_taken_cards(record),
        ]

    def _find_several(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'reference', r.reference, COUNT(*)::text, 'several'
                     FROM (%(good)s) r JOIN res_partner p ON p.ref = r.reference
                    WHERE p.company_id IS NULL OR p.company_id = %(company)s
                 GROUP BY r.import_id, r.number, r.reference HAVING COUNT(*) > 1""",
                good=self._good_rows(record),
                company=record.company_id.id,
            )
        )

    def _find_taken_phones(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'phone', r.details->>'phone', MIN(p.name), 'taken'
                     FROM (%(good)s) r JOIN %(phones)s f ON f.code = r.details->>'phone'
                     JOIN res_partner p ON p.id = f.id
                    WHERE p.active AND p.ref IS DISTINCT FROM r.reference
                      AND (p.company_id IS NULL OR p.company_id = %(company)s)
                      AND NOT %(known)s
                 GROUP BY r.import_id, r.number, r.reference, r.details->>'phone'""",
                good=self._good_rows(record),
                company=record.company_id.id,
                phones=self.env["member.alias"]._codes("phone", "phone_sanitized"),
                known=self._is_known(record),
            )
        )

    def _find_taken_cards(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'card_number', c.number,
                          COALESCE(p.name, c.number), 'taken'
                     FROM (%(good)s) r JOIN member_card c ON c.number = r.details->>'card_number'
                LEFT JOIN res_partner p ON p.id = c.partner_id AND (p.company_id IS NULL OR p.company_id = %(company)s)
                    WHERE (c.state != 'stock' AND NOT EXISTS (
                              SELECT FROM %(references)s f WHERE f.code = r.reference AND f.id = c.partner_id))
                       OR c.company_id != %(company)s""",
                good=self._good_rows(record),
                references=self.env["member.alias"]._codes("reference", "ref"),
                company=record.company_id.id,
            )
        )

    def _write(self, record, rows):
        """New customers, and new members among the known ones; what the shop has on file stays as it is."""
        Partner = self.env["res.partner"]
        details = {row["reference"]: row["details"] for row in rows}
        Partner.create([self._partner_values(row) for row in rows if not row["known"]])
        if not record.enrol:
            return
        partners = Partner.with_context(active_test=False).search(
            [
                ("ref", "in", list(details)),
                ("company_id", "in", [record.company_id.id, False]),
                ("member_number", "=", False),
            ]
        )
        by_day = partners.grouped(
            lambda partner: fields.Date.to_date(details[partner.ref].get("member_since")) or record.enrol_date
        )
        for day, newcomers in by_day.items():
            with_card = newcomers.filtered(lambda partner: details[partner.ref].get("card_number"))
            if newcomers - with_card:
                (newcomers - with_card).with_context(member_no_welcome=True)._member_enrol(via="import", on_day=day)
            for partner in with_card:
                partner.with_context(member_no_welcome=True)._member_enrol(
                    details[partner.ref]["card_number"], via="import", on_day=day
                )

    def _partner_values(self, row):
        taken = ("name", "phone", "email", "birthdate_date", "gender")
        return {"ref": row["reference"], **{name: row["details"][name] for name in taken if row["details"].get(name)}}
