import base64

from odoo import models
from odoo.tools import format_list
from odoo.tools.image import image_data_uri, image_process
from odoo.tools.misc import format_date, formatLang

FACE_SIZE = (480, 320)


class MemberHandbook(models.Model):
    """The content of a handbook, generated from the rules in force: a chapter is a method of its own."""

    _inherit = "member.handbook"

    def _build(self, lang):
        """
        :param lang: code of the language
        :return: dict, see ``engine.handbook``
        """
        self.ensure_one()
        # sudo: the rules of the membership are for every reader, and nothing else is put into a chapter.
        here = self.sudo().with_company(self.company_id).with_context(lang=lang, display_default_code=False)
        return {
            "title": here.env._("Membership Handbook"),
            "company": here.company_id.name,
            "intro": here.intro or "",
            "chapters": [chapter for chapter in here._chapters() if chapter],
        }

    def _chapters(self):
        """What the handbook says, in its order. Meant to be extended.

        :return: list of chapters; None where there is nothing to say
        """
        return [
            self._chapter_joining(),
            self._chapter_tiers(),
            self._chapter_benefits(),
            *self._chapters_points(),
            *self._chapters_wallets(),
            self._chapter_cards(),
            self._chapter_referral(),
            self._chapter_leaving(),
            self._chapter_privacy(),
        ]

    def _build_faces(self):
        """:return: dict of a tier's key to the picture of its cards as a data URI"""
        # sudo: as in _build.
        here = self.sudo().with_context(bin_size=False)
        usual = here.env["member.card.type"]._for_company(here.company_id).face
        faces = {str(tier.id): tier.card_face or usual for tier in here._tiers()}
        return {key: here._small(face) for key, face in faces.items() if face}

    def _small(self, face):
        return image_data_uri(base64.b64encode(image_process(base64.b64decode(face), size=FACE_SIZE)))

    def _page_values(self, on_paper=False):
        """:return: dict of what the template of the body shows"""
        self.ensure_one()
        return {
            "content": self._content(),
            "faces": (self.faces if self.state == "published" else self._build_faces()) or {},
            "version": self.version,
            "date": format_date(self.env, self.date) if self.date else "",
            "on_paper": on_paper,
        }

    # ── Words that the chapters share ─────────────────────────────────────────────────────────────────────────

    def _chapter(self, key, title, icon, lines, **more):
        """:param lines: list of triplets of key, label and text; those without a text are left out"""
        lines = [{"key": key, "label": label, "text": text} for key, label, text in lines if text]
        if lines or more:
            return {"key": key, "title": title, "icon": icon, "lines": lines, **more}
        return None

    def _number(self, value):
        """:return: str, a number as people write it: without zeros behind the point"""
        return formatLang(self.env, value, digits=len(f"{round(value, 2):g}".partition(".")[2]))

    def _money(self, value):
        return self.company_id.currency_id.format(value)

    def _sentences(self, *sentences):
        return " ".join(filter(None, sentences))

    def _names(self, records, most=12):
        """:return: str, the names of records; of many, the first ones"""
        names = records[:most].mapped("display_name")
        if not records[most:]:
            return format_list(self.env, names)
        return self.env._(
            "%(names)s and %(more)s more", names=format_list(self.env, names, "unit"), more=len(records) - most
        )

    def _days_text(self, record):
        """:return: str, from when to when a record with two dates is in force; empty without any"""
        first, last = (day and format_date(self.env, day) for day in (record.date_from, record.date_to))
        if first and last:
            return self.env._("From %(first)s to %(last)s.", first=first, last=last)
        if first:
            return self.env._("From %s on.", first)
        return self.env._("Until %s.", last) if last else ""

    def _stores_text(self, record):
        return self.env._("At %s.", self._names(record.config_ids)) if record.config_ids else ""

    def _still_in_force(self, records):
        """:return: those of records with two dates that haven't ended"""
        today = self.company_id._member_today()
        return records.filtered(lambda record: not record.date_to or record.date_to >= today)
