"""One name, one group: segments follow the report of the same name, month ends know days, metrics know the till."""

SEGMENTS = {
    "[('member_metrics_id.abc', '=', 'a'), ('member_metrics_id.overdue_days', '>', 0),"
    " ('member_metrics_id.recency_state', '!=', 'lost')]": "[('member_metrics_id.slowing_down', '=', True)]",
    "[('member_metrics_id.return_share', '>', 0.3)]": "[('member_metrics_id.many_returns', '=', True)]",
}


def migrate(cr, version):
    for before, after in SEGMENTS.items():
        cr.execute("UPDATE member_segment SET domain = %s WHERE domain = %s", [after, before])
    for before, after in {"Overdue": "Overdue by Two Weeks", "About to Lose": "Declining"}.items():
        cr.execute(
            "UPDATE member_segment SET name = name || JSONB_BUILD_OBJECT('en_US', %s::text) WHERE name ->> 'en_US' = %s",
            [after, before],
        )
    cr.execute(
        """
        UPDATE member_metrics_snapshot s SET visit_count = told.days
          FROM (SELECT kept.id, COUNT(DISTINCT p.local_date) AS days
                  FROM member_metrics_snapshot kept
                  JOIN member_purchase p ON p.partner_id = kept.partner_id AND p.company_id = kept.company_id
                   AND p.local_date <= kept.day AND p.amount_net > 0
                   AND (p.returned_on IS NULL OR p.returned_on > kept.day)
              GROUP BY kept.id) told
         WHERE told.id = s.id
        """
    )
    # Tonight everybody is counted anew.
    cr.execute("UPDATE member_metrics_definition SET cut_on = NULL")
