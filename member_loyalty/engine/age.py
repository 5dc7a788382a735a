"""How old members are."""

#: first age of each band; keys sort as ages do
BANDS = (0, 18, 25, 35, 45, 55, 65)
UNKNOWN = "unknown"


def age_on(birthdate, day):
    """Full years; who was born on 29 February turns a year older on 1 March.

    >>> from datetime import date
    >>> age_on(date(2004, 2, 29), date(2026, 2, 28)), age_on(date(2004, 2, 29), date(2026, 3, 1))
    (21, 22)
    """
    return day.year - birthdate.year - ((day.month, day.day) < (birthdate.month, birthdate.day))


def band_key(first):
    """
    >>> [band_key(first) for first in BANDS[:3]]
    ['00', '18', '25']
    """
    return f"{first:02d}"


def age_band(birthdate, day):
    """
    :param birthdate: date, or None
    :return: key of the band; a birth date that isn't known, or lies ahead, is a group of its own

    >>> from datetime import date
    >>> age_band(date(2001, 11, 22), date(2026, 11, 21)), age_band(date(2001, 11, 22), date(2026, 11, 22))
    ('18', '25')
    >>> age_band(None, date(2026, 11, 22)), age_band(date(2027, 1, 1), date(2026, 11, 22))
    ('unknown', 'unknown')
    """
    if not birthdate or birthdate > day:
        return UNKNOWN
    return band_key(max(first for first in BANDS if first <= age_on(birthdate, day)))


def next_birthday(birthdate, day):
    """The next birthday from a day on, that day included; who was born on 29 February celebrates on the 28th in other years: the month
    of the birthday, in which its benefit can be used, stays the same.

    >>> from datetime import date
    >>> next_birthday(date(1990, 11, 22), date(2026, 11, 22)), next_birthday(date(1990, 11, 22), date(2026, 11, 23))
    (datetime.date(2026, 11, 22), datetime.date(2027, 11, 22))
    >>> next_birthday(date(2004, 2, 29), date(2026, 2, 28)), next_birthday(date(2004, 2, 29), date(2027, 3, 2))
    (datetime.date(2026, 2, 28), datetime.date(2028, 2, 29))
    """
    return min(found for year in (day.year, day.year + 1) if (found := _birthday_in(birthdate, year)) >= day)


def _birthday_in(birthdate, year):
    try:
        return birthdate.replace(year=year)
    except ValueError:
        return birthdate.replace(year=year, day=28)
