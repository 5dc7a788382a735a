"""What members said of themselves, drawn by lot, the same each time. Pure Python without the ORM."""

from datetime import timedelta
from random import Random

SEED = 36
YEAR = 365
SKIN_TYPES = ("dry", "normal", "oily", "mixed", "sensitive")
TOWNS = (("94110", "San Francisco"), ("98101", "Seattle"), ("10011", "New York"), ("33130", "Miami"))
STREETS = ("Elm Street", "Oak Avenue", "Mission Street", "Lake Road", "Pine Street")


def draw(number, today, interests, incomes):
    """One member's file. Most members tell little.

    :param number: of the member, which the lot depends on
    :param date today: day of installation, from which birthdays are counted back: the same members have theirs soon
    :param interests: ids to choose from
    :param incomes: ids to choose from
    :return: (values of res.partner, skin type or None)

    >>> from datetime import date
    >>> draw(7, date(2028, 2, 29), [1, 2], [3]) == draw(7, date(2028, 2, 29), [1, 2], [3])
    True
    """
    lot = Random(SEED * 10_000 + number)
    values = {}
    if lot.random() < 0.55:
        values["birthdate_date"] = today - timedelta(days=lot.randint(18 * YEAR, 78 * YEAR))
    if lot.random() < 0.7:
        values["gender"] = "female" if lot.random() < 0.85 else "male"
    if lot.random() < 0.45:
        code, city = lot.choice(TOWNS)
        values |= {"zip": code, "city": city, "street": f"{lot.randint(1, 220)} {lot.choice(STREETS)}"}
    if lot.random() < 0.3:
        values["member_interest_ids"] = lot.sample(interests, lot.randint(1, 2))
    if lot.random() < 0.15:
        values["member_income_band_id"] = lot.choice(incomes)
    if lot.random() < 0.1:
        grown_up = (today - values["birthdate_date"]).days - 20 * YEAR if "birthdate_date" in values else 50 * YEAR
        if grown_up > YEAR:
            values["member_wedding_date"] = today - timedelta(days=lot.randint(YEAR, grown_up))
    if lot.random() < 0.02:
        values["email"] = "no mail"
    skin = lot.choice(SKIN_TYPES) if lot.random() < 0.4 else None
    return values, skin
