import json
import re

from odoo import models
from odoo.tools import SQL, format_list

from ...const import LEDGER_TYPES

# Fewer digits than this are no phone number anywhere.
PHONE = re.compile(r"\+?[\d\s().\-/]{6,}")


class MemberImportBalanceSearch(models.AbstractModel):
    """Finds the member, program and bucket that a staged row of opening balances means."""

    _name = "member.import.balance.search"
    _description = "Opening Balance Lookup"
    _inherit = ["member.import.kind"]
    _reads = {
        "res.partner": ["member_number", "ref", "phone_sanitized", "company_id", "active", "name"],
        "member.card": ["number", "partner_id"],
        "member.alias": ["kind", "value", "partner_id"],
        "ir.model.data": ["module", "name", "model", "res_id"],
        "loyalty.program": ["name", "program_type"],
    }

    # ── Members ───────────────────────────────────────────────────────────────────────────────────────────────

    def _find_members_by_code(self, record):
        """By member or card number first, then by external id; a spreadsheet drops the zeros in front of numbers."""
        self.env.cr.execute(SQL("ANALYZE member_import_row"))
        codes = self._open_codes(record)
        self._take_members(
            record,
            SQL(
                """SELECT c.code, p.id FROM (%(codes)s) c
                     JOIN %(numbers)s p ON p.code IN (c.code, LPAD(c.code, GREATEST(9, LENGTH(c.code)), '0'))
                    UNION SELECT c.code, k.partner_id FROM (%(codes)s) c
                     JOIN member_card k ON k.number IN (c.code, LPAD(c.code, GREATEST(13, LENGTH(c.code)), '0'))
                    WHERE k.partner_id IS NOT NULL""",
                codes=codes,
                numbers=self.env["member.alias"]._codes("number", "member_number"),
            ),
        )
        self._take_members(
            record,
            SQL(
                """SELECT c.code, p.id FROM (%(codes)s) c JOIN %(references)s p ON p.code = c.code
                    UNION SELECT c.code, d.res_id FROM (%(codes)s) c
                     JOIN ir_model_data d ON d.module = SPLIT_PART(c.code, '.', 1)
                      AND d.name = SUBSTR(c.code, STRPOS(c.code, '.') + 1) AND d.model = 'res.partner'""",
                codes=codes,
                references=self.env["member.alias"]._codes("reference", "ref"),
            ),
        )

    def _find_members_by_phone(self, record):
        company = record.company_id
        phones = []
        for (code,) in self.env.execute_query(self._open_codes(record)):
            phone = PHONE.fullmatch(code) and company.partner_id._phone_format(number=code, country=company.country_id)
            if phone:
                phones.append({"code": code, "phone": phone})
        self._take_members(
            record,
            SQL(
                """SELECT c.code, p.id FROM json_to_recordset(%s) AS c(code text, phone text)
                     JOIN %s p ON p.code = c.phone""",
                json.dumps(phones),
                self.env["member.alias"]._codes("phone", "phone_sanitized"),
            ),
        )

    def _open_codes(self, record):
        """:return: SQL of the codes that no member was found for yet"""
        return SQL("SELECT DISTINCT reference AS code FROM (%s) r WHERE partner_id IS NULL", self._good_rows(record))

    def _take_members(self, record, found):
        """Give the rows the one member found; tell why where there are several, or none that may have a balance.

        :param SQL found: of code and id of partners
        """
        judged = SQL(
            """SELECT code, COUNT(*) FILTER (WHERE reason IS NULL) AS good, MIN(id) FILTER (WHERE reason IS NULL) AS id,
                      MIN(reason) AS reason, MIN(name) AS name
                 FROM (SELECT f.code, p.id,
                              CASE WHEN p.company_id IS NULL OR p.company_id = %(company)s THEN p.name ELSE f.code END AS name,
                              CASE WHEN p.company_id != %(company)s THEN 'member_company'
                                   WHEN NOT p.active THEN 'archived'
                                   WHEN p.member_number IS NULL THEN 'nonmember' END AS reason
                         FROM (%(found)s) f JOIN res_partner p ON p.id = f.id) p
             GROUP BY code""",
            company=record.company_id.id,
            found=found,
        )
        self._flush_read()
        self.env.cr.execute(
            SQL(
                """WITH judged AS MATERIALIZED (%(judged)s), told AS (
                       INSERT INTO member_import_error (import_id, number, reference, target, value, detail, code)
                       SELECT r.import_id, r.number, r.reference, 'member', r.reference,
                              CASE WHEN j.good > 1 THEN j.good::text ELSE j.name END,
                              CASE WHEN j.good > 1 THEN 'several_members' ELSE j.reason END
                         FROM (%(good)s) r JOIN judged j ON j.code = r.reference AND r.partner_id IS NULL AND j.good != 1)
                   UPDATE member_import_row r SET partner_id = j.id FROM judged j
                    WHERE r.import_id = %(record)s AND r.reference = j.code AND r.partner_id IS NULL AND j.good = 1""",
                judged=judged,
                good=self._good_rows(record),
                record=record.id,
            )
        )

    def _tell_unknown_members(self, record):
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'member', reference, NULL, 'unknown_member'
                     FROM (%s) r WHERE partner_id IS NULL""",
                self._good_rows(record),
            )
        )

    # ── Program and bucket ──────────────────────────────────────────────────────────────────────────────────

    def _find_buckets(self, record):
        """Write the buckets as the ledger names them, whether the file has its words or the screen's."""
        labels = self.env["member.ledger.entry"]._fields["bucket"]._description_selection(self.env)
        words = {word.casefold(): bucket for bucket, label in labels for word in (label, bucket)}
        self.env.cr.execute(
            SQL(
                """UPDATE member_import_row r SET details = details || JSONB_BUILD_OBJECT('bucket', w.value)
                     FROM jsonb_each_text(%s) w WHERE r.import_id = %s AND LOWER(r.details->>'bucket') = w.key""",
                json.dumps(words),
                record.id,
            )
        )
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'bucket', details->>'bucket', NULL, 'bucket' FROM (%s) r
                    WHERE details ? 'bucket' AND NOT details->>'bucket' = ANY(%s)""",
                self._good_rows(record),
                [bucket for bucket, _label in labels],
            )
        )

    def _find_programs(self, record):
        # sudo: programs of other companies and archived ones are looked at to tell why they can't be meant.
        programs = (
            self.env["loyalty.program"]
            .sudo()
            .with_context(active_test=False)
            .search([("program_type", "in", LEDGER_TYPES)])
        )
        reasons = {program: self._program_problem(program, record.company_id) for program in programs}
        usable = [program for program in programs if not reasons[program]]
        self._take_programs(record, programs, reasons, usable)
        self._default_programs(record, usable)
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'program', details->>'program', %s,
                          CASE WHEN details ? 'program' THEN 'program_unknown' ELSE 'program_which' END
                     FROM (%s) r WHERE program_id IS NULL""",
                format_list(self.env, sorted(program.name for program in usable), "unit") or "–",
                self._good_rows(record),
            )
        )

    def _program_problem(self, program, company):
        if not program.member_program:
            return "program_core"
        if program.company_id and program.company_id != company:
            return "program_company"
        if not program.active:
            return "program_archived"
        if program.program_type == "ewallet" and program.currency_id != company.currency_id:
            return "program_currency"
        return None

    def _take_programs(self, record, programs, reasons, usable):
        """By name, in whatever language the file has it; a usable program goes before one that isn't."""
        self._flush_read()
        names = self.env.execute_query(
            SQL(
                "SELECT p.id, LOWER(n.value) FROM loyalty_program p, jsonb_each_text(p.name) n WHERE p.id = ANY(%s)",
                programs.ids,
            )
        )
        meant = {}
        for program_id, name in names:
            meant.setdefault(name, set()).add(programs.browse(program_id))
        choices = []
        for name, named in meant.items():
            good = [program for program in named if program in usable]
            reason = reasons[min(named, key=lambda program: program.id)]
            if len(good) == 1:
                choices.append({"name": name, "id": good[0].id})
            else:
                choices.append({"name": name, "code": "program_several" if good else reason})
        self.env.cr.execute(
            SQL(
                """WITH choice AS MATERIALIZED (
                       SELECT * FROM json_to_recordset(%(choices)s) AS choice(name text, id int, code text)),
                   told AS (
                       INSERT INTO member_import_error (import_id, number, reference, target, value, detail, code)
                       SELECT r.import_id, r.number, r.reference, 'program', r.details->>'program', %(currency)s, c.code
                         FROM (%(good)s) r JOIN choice c ON c.name = LOWER(r.details->>'program') AND c.id IS NULL)
                   UPDATE member_import_row r SET program_id = c.id FROM choice c
                    WHERE r.import_id = %(record)s AND c.name = LOWER(r.details->>'program') AND c.id IS NOT NULL""",
                choices=json.dumps(choices),
                currency=record.company_id.currency_id.name,
                good=self._good_rows(record),
                record=record.id,
            )
        )

    def _default_programs(self, record, usable):
        """Rows without a program mean the only one, or the only one with the bucket that they name."""
        wallets = record.wallet_id.ids or [program.id for program in usable if program.program_type == "ewallet"]
        clubs = record.program_id.ids or [program.id for program in usable if program.program_type != "ewallet"]
        for program_ids, buckets in (
            (clubs, ["points"]),
            (wallets, ["principal", "bonus"]),
            (self._only_default(record) or wallets + clubs, [""]),
        ):
            if len(program_ids) != 1:
                continue
            self.env.cr.execute(
                SQL(
                    """UPDATE member_import_row SET program_id = %s WHERE import_id = %s AND NOT details ? 'program'
                          AND COALESCE(details->>'bucket', '') = ANY(%s)""",
                    program_ids[0],
                    record.id,
                    buckets,
                )
            )

    def _only_default(self, record):
        """:return: ids of the program chosen for balances that say neither program nor type; points go first"""
        return (record.program_id or record.wallet_id).ids

    def _check_buckets(self, record):
        """A bucket that isn't named is the program's first one."""
        self._flush_read()
        self.env.cr.execute(
            SQL(
                """UPDATE member_import_row r SET details = details || JSONB_BUILD_OBJECT('bucket',
                              CASE p.program_type WHEN 'ewallet' THEN 'principal' ELSE 'points' END)
                     FROM loyalty_program p
                    WHERE r.import_id = %s AND p.id = r.program_id AND NOT r.details ? 'bucket'""",
                record.id,
            )
        )
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'bucket', r.details->>'bucket',
                          COALESCE(p.name->>%s, p.name->>'en_US'), 'bucket_other'
                     FROM (%s) r JOIN loyalty_program p ON p.id = r.program_id
                    WHERE (r.details->>'bucket' = 'points') = (p.program_type = 'ewallet')""",
                self.env.lang or "en_US",
                self._good_rows(record),
            )
        )
