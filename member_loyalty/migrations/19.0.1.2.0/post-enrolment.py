"""Members from before enrollments were kept get one each, of the day they joined; which way they came nobody knows."""


def migrate(cr, version):
    # SQL: a shop may have a million members. Who has an enrollment already is left alone, however often this runs.
    cr.execute(
        """
        INSERT INTO member_enrolment (partner_id, company_id, date, via, create_uid, create_date, write_uid, write_date)
        SELECT p.id, COALESCE(c.company_id, p.company_id, (SELECT MIN(id) FROM res_company)),
               COALESCE(p.member_since, p.create_date::date), 'unknown', 1, NOW() AT TIME ZONE 'UTC', 1,
               NOW() AT TIME ZONE 'UTC'
          FROM res_partner p
     -- Members agreed in the company that enrolled them.
     LEFT JOIN LATERAL (SELECT company_id FROM member_consent
                         WHERE partner_id = p.id AND purpose = 'membership' ORDER BY id LIMIT 1) c ON TRUE
         WHERE p.member_number IS NOT NULL
           AND NOT EXISTS (SELECT FROM member_enrolment e WHERE e.partner_id = p.id)
        """
    )
