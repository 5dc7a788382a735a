"""What members said of themselves, drawn by lot, the same each time. Pure Python without the ORM."""

from datetime import date
from random import Random

SEED = 36
SKIN_TYPES = ("dry", "normal", "oily", "mixed", "sensitive")
TOWNS = (("94110", "San Francisco"), ("98101", "Seattle"), ("10011", "New York"), ("33130", "Miami"))
STREETS = ("Elm Street", "Oak Avenue", "Mission Street", "Lake Road", "Pine Street")


def draw(number, interests, incomes):
    """One member's file. Most members tell little.

    :param number: of the member, which the lot depends on
    :param interests: ids to choose from
    :param incomes: ids to choose from
    :return: (values of res.partner, skin type or None)

    >>> draw(7, [1, 2], [3]) == draw(7, [1, 2], [3])
    True
    """
    lot = Random(SEED * 10_000 + number)
    values = {}
    if lot.random() < 0.55:
        values["birthdate_date"] = date(lot.randint(1948, 2007), lot.randint(1, 12), lot.randint(1, 28))
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
        first = values["birthdate_date"].year + 20 if "birthdate_date" in values else 1975
        if first <= 2024:
            values["member_wedding_date"] = date(lot.randint(first, 2024), lot.randint(1, 12), lot.randint(1, 28))
    if lot.random() < 0.02:
        values["email"] = "no mail"
    skin = lot.choice(SKIN_TYPES) if lot.random() < 0.4 else None
    return values, skin
