"""The company's words of consent become the first version of a text, and the consents to them are linked to it."""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "res_company", "member_consent_text"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT id, member_consent_text FROM res_company WHERE member_consent_text IS NOT NULL")
    for company_id, words in cr.fetchall():
        first = env["member.consent.text"].search(
            [("company_id", "=", company_id), ("purpose", "=", "membership"), ("version", "=", 1)]
        )
        for lang, text in words.items():
            first.with_context(lang=lang).text = text
        # A migration, in its own transaction: everything.
        env.flush_all()
        # Past the model, which lets nobody edit a consent: the words are those that it keeps already.
        cr.execute(
            """
            UPDATE member_consent SET text_id = %s
             WHERE company_id = %s AND purpose = 'membership' AND text_id IS NULL AND text = ANY(%s)
            """,
            [first.id, company_id, list(words.values())],
        )
    cr.execute("ALTER TABLE res_company DROP COLUMN member_consent_text")
