import json
import re

from odoo import Command, fields, models
from odoo.tools import SQL, plaintext2html

from ...engine.imports.history import Problem, is_blank
from ...engine.imports.import_words import guess_meaning

#: what a customer is known by, the surest first
IDENTIFIERS = ("reference", "member_number", "card_number", "email", "phone")
#: columns of consents, and the channel that each is for
CONSENTS = {"consent": "all", "consent_email": "email", "consent_sms": "sms"}
#: what is written into the contact as it is
TAKEN = ("name", "phone", "email", "birthdate_date", "gender", "street", "street2", "city", "zip", "comment")


class MemberImportMembers(models.AbstractModel):
    _name = "member.import.members"
    _description = "Members Import"
    _inherit = ["member.import.kind"]
    _reads = {
        "res.partner": ["ref", "company_id", "active", "name", "phone_sanitized"],
        "member.card": ["number", "partner_id", "state"],
        "member.alias": ["kind", "value", "partner_id"],
    }

    def _missing_targets(self, chosen, targets):
        missing = [name for name in super()._missing_targets(chosen, targets) if name not in ("reference", "name")]
        if not set(IDENTIFIERS).intersection(chosen):
            missing.append("reference")
        if not {"name", "first_name", "last_name"}.intersection(chosen):
            missing.append("name")
        return missing

    def _questions(self, record, rows):
        cells = [cell for _number, row in rows for name, cell in row.items() if name in CONSENTS and not is_blank(cell)]
        agreed = any(guess_meaning("flag", str(cell)) == "yes" for cell in cells)
        if not agreed or record._maps("consent_date") or record.consent_date:
            return
        yield self.env._(
            "When did the customers agree who are marked so? Choose a column with the dates, or a date for all under “Consents "
            "Given On”. Choose no column if it isn't known."
        )

    def _complete(self, record, values):
        company, problems = record.company_id, []
        self._complete_names(values)
        if not values.get("name"):
            problems.append(Problem("name", "", "missing"))
        values["reference"] = next((values[name] for name in IDENTIFIERS if values.get(name)), None)
        if not values["reference"]:
            problems.append(Problem("reference", "", "missing"))
        if values.get("phone"):
            sanitized = company.partner_id._phone_format(number=values["phone"], country=company.country_id)
            if not sanitized:
                problems.append(Problem("phone", values["phone"], "phone"))
            values["phone"] = sanitized
        if self.env["res.partner"]._member_email_problem(values.get("email")):
            problems.append(Problem("email", values["email"], "email"))
        if values.get("card_number") and not self.env["member.card.type"]._of_number(values["card_number"]):
            problems.append(Problem("card_number", values["card_number"], "card"))
        return [*problems, *self._complete_consents(record, values)]

    def _complete_names(self, values):
        first, last = values.pop("first_name", None), values.pop("last_name", None)
        if values.get("name") and last and not first and not values["name"].lower().endswith(last.lower()):
            # "Nombre" beside "Apellidos"
            first = values.pop("name")
        if not values.get("name") and (first or last):
            # Chinese names have no blank, and the family's comes first.
            east = not (first or "a").isascii() and re.fullmatch("[\u3400-\u9fff]+", f"{last or ''}{first or ''}")
            values["name"] = f"{last or ''}{first or ''}" if east else " ".join(filter(None, (first, last)))

    def _complete_consents(self, record, values):
        """Only who said yes, on a day that is known, has agreed."""
        given = {name: channel for name, channel in CONSENTS.items() if values.pop(name, None)}
        day, proof = values.pop("consent_date", None) or record.consent_date, values.pop("consent_proof", None)
        if given and not day:
            return [Problem(min(given), "", "no_date")]
        if given:
            values["consents"] = {"channels": sorted(given.values()), "day": day, "proof": proof}
        return []

    def _staged(self, values):
        return [(values.pop("reference"), json.dumps(values, default=str))]

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
            lambda: self._find_unknown_tiers(record),
        ]

    def _find_unknown_tiers(self, record):
        names = [name.lower() for name in self._tiers(record)]
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'tier', details->>'tier', NULL, 'unknown' FROM (%s) r
                    WHERE details->>'tier' IS NOT NULL AND NOT LOWER(details->>'tier') = ANY(%s)""",
                self._good_rows(record),
                names,
            )
        )

    def _tiers(self, record):
        """:return: dict of names, in all languages and in lower case, to tiers"""
        tiers = self.env["member.tier"].search([("company_id", "in", [record.company_id.id, False])])
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        return {tier.with_context(lang=lang).name.lower(): tier for lang in langs for tier in tiers}

    def _control(self, record):
        [(rows, consents, first, last)] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COUNT(*) FILTER (WHERE details ? 'consents'), MIN(details->>'member_since'),
                          MAX(details->>'member_since') FROM (%s) r""",
                self._good_rows(record),
            )
        )
        return {"rows": rows, "consents": consents, "first": first, "last": last}

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
        tags = self._tags({name for row in rows if not row["known"] for name in self._tag_names(row)})
        made = Partner.create([self._partner_values(record, row, tags) for row in rows if not row["known"]])
        self._give_consents(record, made, details)
        if not record.enrol:
            return
        partners = Partner.with_context(active_test=False, member_no_welcome=True).search(
            [
                ("ref", "in", list(details)),
                ("company_id", "in", [record.company_id.id, False]),
                ("member_number", "=", False),
            ]
        )
        days = {
            partner: fields.Date.to_date(details[partner.ref].get("member_since")) or record.enrol_date
            for partner in partners
        }
        with_card = partners.filtered(lambda partner: details[partner.ref].get("card_number"))
        if partners - with_card:
            (partners - with_card)._member_enrol(via="import", on_day=days)
        for partner in with_card:
            partner._member_enrol(details[partner.ref]["card_number"], via="import", on_day=days)
        self._remember_numbers(record, partners, details)
        self._give_tiers(record, partners, details)

    def _partner_values(self, record, row, tags):
        details = row["details"]
        values = {name: details[name] for name in TAKEN if details.get(name)}
        if "comment" in values:
            values["comment"] = plaintext2html(values["comment"])
        category_ids = [tags[name].id for name in self._tag_names(row)]
        return {
            "ref": row["reference"],
            "member_import_id": record.id,
            **values,
            **({"category_id": [Command.set(category_ids)]} if category_ids else {}),
        }

    def _tag_names(self, row):
        return [name.strip() for name in re.split("[,;|]", row["details"].get("tags") or "") if name.strip()]

    def _tags(self, names):
        """:return: dict of names to tags, made where they are missing"""
        Tag = self.env["res.partner.category"]
        found = {tag.name: tag for tag in Tag.search([("name", "in", list(names))])}
        missing = sorted(names - found.keys())
        return found | dict(zip(missing, Tag.create([{"name": name} for name in missing]), strict=True))

    def _give_consents(self, record, partners, details):
        """Those that the file proves, on the day that it says."""
        values = []
        for partner in partners:
            consents = details[partner.ref].get("consents") or {}
            values += [
                {
                    "partner_id": partner.id,
                    "company_id": record.company_id.id,
                    "purpose": "marketing",
                    "channel": channel,
                    "given_at": consents["day"],
                    "given_via": "import",
                    "text_id": False,
                    "text": consents["proof"] or self.env._("Imported from %(file)s", file=record.display_name),
                }
                for channel in consents.get("channels", ())
            ]
        self.env["member.consent"].create(values)

    def _remember_numbers(self, record, partners, details):
        """Members are found by the number that they had, beside the one that they have got."""
        self.env["member.alias"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": record.company_id.id,
                    "kind": "number",
                    "value": details[partner.ref]["member_number"],
                }
                for partner in partners
                if details[partner.ref].get("member_number")
            ]
        )

    def _give_tiers(self, record, partners, details):
        tiers = self._tiers(record)
        named = partners.grouped(lambda partner: tiers.get((details[partner.ref].get("tier") or "").lower()))
        for tier, members in named.items():
            if tier:
                members._member_hold_tier(tier, reason=record.display_name)

    # ── Undo ──────────────────────────────────────────────────────────────────────────────────────────────────

    #: what follows from being a member by itself, and goes with the member
    _derived = ("member.consent", "member.enrolment", "member.tier.change", "member.tier.welcome")

    def _undo_problem(self, record):
        for model in ("member.purchase", "member.ledger.entry"):
            count = self.env[model].search_count([("partner_id.member_import_id", "=", record.id)])
            if count:
                return self.env._(
                    "Customers of this import have %(count)s %(records)s since. If they were imported, undo that import first.",
                    count=count,
                    records=self.env["ir.model"]._get(model).name.lower(),
                )
        return None

    def _undo_batch(self, record, size):
        """Customers whom the import made. Who was a customer before stays, and stays a member."""
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners.search([("member_import_id", "=", record.id)], limit=size)
        self._undo_cards(partners)
        self.env.flush_all()
        for model in self._derived:
            # Not the ORM: these are records that nobody deletes, of members who weren't there.
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE partner_id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    partners.ids,
                )
            )
        self.env.invalidate_all()
        partners.unlink()
        return len(partners)

    def _undo_cards(self, partners):
        """Cards that were printed are in stock again; those made for the member go with the member."""
        cards = self.env["member.card"].search([("partner_id", "in", partners.ids)])
        printed = cards.filtered("batch_id")
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE member_card SET partner_id = NULL, state = 'stock' WHERE id = ANY(%s)", printed.ids)
        )
        # Not the ORM: a card that was issued is never deleted, but nobody was there to issue it to.
        self.env.cr.execute(SQL("DELETE FROM member_card WHERE id = ANY(%s)", (cards - printed).ids))
        self.env.invalidate_all()
        self.env["loyalty.card"].with_context(active_test=False).search(
            [("partner_id", "in", partners.ids), ("points", "=", 0)]
        ).unlink()
