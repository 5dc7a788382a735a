"""What a member is worth to a shop in a year."""

DAYS = 365.25


def annual_value(spend, first, last):
    """Lifetime spend by the years between first and last purchase, at least one: the twin of ``YEARLY`` of the recency
    report, for one member.

    :return: None without a purchase

    >>> from datetime import date
    >>> annual_value(730.5, date(2024, 1, 1), date(2026, 1, 1)), annual_value(50, date(2026, 1, 1), date(2026, 1, 1))
    (365.0, 50.0)
    >>> annual_value(0, None, None)
    """
    if not first or not last:
        return None
    return round(DAYS * spend / max(DAYS, (last - first).days), 2)
