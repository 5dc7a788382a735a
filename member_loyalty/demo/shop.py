"""A cosmetics shop drawn by lot, the same each time: its customers and what they buy.

Pure Python without the ORM; ``member.demo.shop`` turns what is drawn here into records. Days are counted back from
the day of installation: 0 is today, 1 yesterday.
"""

from dataclasses import dataclass, field
from random import Random

SEED = 35
MEMBERS = 600
GUESTS = 90
HISTORY_DAYS = 548
# The last week is rung up as till orders, everything before comes in as history.
TILL_DAYS = 7
# So long ago the first member got a wallet: less than a month, so that the first part of a bonus is the only one due.
WALLET_DAYS = 28
# How often one card turns up on one day, besides its owner's own purchase.
BUSY_USES = 6
TOP_UPS = (100, 50, 100, 50, 500)
# How busy a day is, by days ago modulo a week: a day of rest, before it one that is twice as busy; and busy weeks.
WEEK = (1, 1, 0, 2, 1.3, 1, 1)
SEASON, SEASON_DAYS = 1.7, range(335, 365)


@dataclass(frozen=True)
class Kind:
    """A kind of member.

    :param share: of all members
    :param last: range of days since the last purchase, None for nobody seen in 18 months
    :param visits: range of purchases; many members are near the low end, few near the high one
    :param span: days from the first purchase to the last, at most
    :param fresh: share who joined with the first purchase, the others were members before
    """

    share: float
    last: tuple | None = None
    visits: tuple = (0, 0)
    span: int = 0
    fresh: float = 0


# Four of five members sleep (no purchase in six months); one in five brings four fifths of the sales.
KINDS = (
    Kind(0.08, (1, 40), (14, 60), HISTORY_DAYS, 0.3),
    Kind(0.04, (1, 80), (1, 3), 60, 1),
    Kind(0.05, (91, 182), (5, 20), HISTORY_DAYS, 0.4),
    Kind(0.03, (91, 182), (1, 2), 60, 1),
    Kind(0.25, (183, 365), (1, 4), 200, 0.6),
    Kind(0.35, (366, HISTORY_DAYS), (1, 3), 150, 0.3),
    Kind(0.20),
)
HOURS = {10: 4, 11: 6, 12: 8, 13: 7, 14: 5, 15: 6, 16: 8, 17: 11, 18: 12, 19: 7}
# Families of product codes, and how often a shopper of this taste takes from each.
FAMILIES = ("SK", "MU", "FR", "HA", "GI")
TASTES = ((7, 2, 1, 2, 1), (2, 7, 2, 1, 1), (2, 2, 4, 1, 2), (3, 1, 0, 6, 1))

# Area codes of the fictional numbers 555-0100 to 555-0199.
AREAS = (415, 206, 212, 305, 312, 404, 503, 602, 617)

GIVEN_NAMES = (
    "Ada Agnes Alice Amara Amelia Anna Beatriz Camila Carmen Chloe Clara Daniela Dina Elena Elsa Emily Esther Eva "
    "Fatima Flora Grace Hana Hanna Helen Ida Ines Irene Iris Jasmine Joana Julia Kaya Laura Lena Leyla Lily Linda "
    "Lucy Maria Marta Maya Mei Mina Mona Nadia Nina Nora Olga Olivia Paula Petra Priya Rita Rosa Ruth Sara Sofia "
    "Stella Tanya Teresa Vera Wanda Yara Yuki Zoe Adam Ben Carlos David Erik Felix Hugo Jonas Leo Marco Oscar Pablo"
).split()
FAMILY_NAMES = (
    "Abbott Adler Almeida Andersen Baker Barros Becker Bennett Blanco Brooks Castillo Chen Costa Cruz Dahl Diaz "
    "Dixon Duarte Ellis Ferrari Fischer Flores Fuentes Garcia Gomez Grant Haddad Hansen Hayes Herrera Hughes "
    "Ibrahim Ito Jensen Kaplan Keller Khan Kim Kowalski Lang Larsen Lee Lima Lopez Marin Mendes Meyer Molina Moore "
    "Morales Nakata Nguyen Novak Nunez Okafor Olsen Ortega Park Patel Pereira Perez Petit Quinn Ramos Reyes Rivera "
    "Romero Rossi Ruiz Salazar Santos Schmidt Shah Silva Singh Soto Suarez Tanaka Torres Vargas Vega Vogel Walker "
    "Weber Wong Wood Young"
).split()


@dataclass
class Customer:
    """:param joined: days since enrollment, None for a customer who never enrolled
    :param points: points brought over from the paper cards that the shop had before
    :param fate: what became of the card: 'lost', 'replaced', 'blocked' or None
    """

    name: str
    phone: str | None
    email: str | None
    joined: int | None = None
    taste: tuple = TASTES[0]
    points: int = 0
    fate: str | None = None
    wants_news: bool = False


@dataclass
class Sale:
    """:param customer: index of the customer, None for a passer-by
    :param items: list of (product code, units), units negative on a return
    :param redeems: the customer claims a reward if the points suffice
    :param tops_up: what a member pays into the wallet before, 0 for nothing
    :param from_wallet: the member pays with what is in the wallet, as far as it goes
    :param returns: the sale that this one takes goods back of
    """

    day: int
    hour: int
    minute: int
    till: int
    customer: int | None
    items: list
    redeems: bool = False
    by_card: bool = True
    returns: "Sale | None" = field(default=None, repr=False)
    tops_up: int = 0
    from_wallet: bool = False


def draw(codes):
    """Draw the shop's customers and its sales of 18 months, oldest first.

    :param codes: codes of the products on sale; the first two letters are the family
    :return: (list of :class:`Customer`, list of :class:`Sale`)

    >>> customers, sales = draw(["SK01", "MU01", "FR01", "HA01", "GI01"])
    >>> len([customer for customer in customers if customer.joined is not None])
    600
    >>> (customers, sales) == draw(["SK01", "MU01", "FR01", "HA01", "GI01"])
    True
    """
    lot = Random(SEED)
    shelves = [[code for code in codes if code.startswith(family)] for family in FAMILIES]
    weights = _day_weights()
    customers, sales = [], []
    for kind in KINDS:
        for _number in range(round(MEMBERS * kind.share)):
            days = _days_of_member(lot, kind, weights)
            customer = _draw_customer(lot, len(customers))
            customer.joined = days[0] if lot.random() < kind.fresh else lot.randint(HISTORY_DAYS, 1400)
            if customer.joined >= HISTORY_DAYS:
                customer.points = lot.choice((0, 0, 0, 20, 35, 60, 110))
            index = len(customers)
            customers.append(customer)
            most_items = 5 if len(days) > 4 else 3
            sales += [_draw_sale(lot, weights, day, index, customer.taste, shelves, most_items) for day in days]
    _fate_of_cards(lot, customers)
    for _number in range(GUESTS):
        index = len(customers)
        customers.append(_draw_customer(lot, index))
        for day in _draw_days(lot, 1, HISTORY_DAYS, lot.choice((1, 1, 2)), weights):
            sales.append(_draw_sale(lot, weights, day, index, customers[index].taste, shelves, 3))
    for day in range(1, HISTORY_DAYS + 1):
        for _number in range(round(weights[day] * lot.uniform(1, 5))):
            sales.append(_draw_sale(lot, weights, day, None, lot.choice(TASTES), shelves, 3))
    sales += _draw_returns(lot, sales, weights)
    _draw_wallets([sale for sale in sales if sale.day < WALLET_DAYS and sale.returns is None], customers)
    sales += _draw_busy_card(sales, customers)
    return customers, sorted(sales, key=lambda sale: (-sale.day, sale.hour, sale.minute))


def _day_weights():
    """Never by the calendar: the shop is the same, whatever the day of installation."""
    return {ago: WEEK[ago % 7] * (SEASON if ago in SEASON_DAYS else 1) for ago in range(HISTORY_DAYS + 1)}


def _draw_days(lot, first, last, count, weights):
    """:return: ``count`` days, oldest first"""
    days = range(first, last + 1)
    return sorted(lot.choices(days, [weights[day] for day in days], k=count), reverse=True)


def _days_of_member(lot, kind, weights):
    if not kind.last:
        return []
    low, high = kind.visits
    visits = low + round((high - low) * lot.random() ** 2)
    last = _draw_days(lot, *kind.last, 1, weights)
    return _draw_days(lot, last[0], min(last[0] + kind.span, HISTORY_DAYS), visits - 1, weights) + last


def _draw_customer(lot, index):
    name = f"{lot.choice(GIVEN_NAMES)} {lot.choice(FAMILY_NAMES)}"
    # One in twelve left no phone; a few families share one.
    leaves_phone = lot.random() > 0.08 or index % 150 >= 148
    number = index - 1 if index % 150 == 149 else index
    phone = f"+1 {AREAS[number // 100]}-555-01{number % 100:02d}" if leaves_phone else None
    email = f"{name.lower().replace(' ', '.')}{index}@example.com" if lot.random() < 0.45 else None
    return Customer(name, phone, email, taste=lot.choice(TASTES), wants_news=lot.random() < 0.4)


def _fate_of_cards(lot, customers):
    for fate, count in (("lost", 6), ("replaced", 9), ("blocked", 3)):
        for customer in lot.sample(customers, count):
            customer.fate = fate


def _draw_sale(lot, weights, day, customer, taste, shelves, most_items):
    items = {}
    for shelf in lot.choices(shelves, taste, k=lot.randint(1, most_items)):
        items[lot.choice(shelf)] = 2 if lot.random() < 0.1 else 1
    hour = lot.choices(list(HOURS), list(HOURS.values()))[0]
    return Sale(
        day,
        hour,
        lot.randrange(60),
        # The second till opens on busy days.
        1 if weights[day] > 1 and lot.random() < 0.4 else 0,
        customer,
        list(items.items()),
        redeems=customer is not None and lot.random() < 0.35,
        by_card=lot.random() < 0.7,
    )


def _draw_wallets(sales, customers):
    """One visit of a member in four begins with a top-up; who has a wallet mostly pays with it."""
    # A lot of its own: the shop without wallets stays the same.
    lot = Random(SEED + 1)
    for sale in sales:
        if sale.customer is not None and customers[sale.customer].joined is not None:
            sale.tops_up = lot.choice(TOP_UPS) if lot.random() < 0.25 else 0
            sale.from_wallet = lot.random() < 0.8


def _draw_busy_card(sales, customers):
    """One card that a cashier keeps under the counter: it turns up all day long, for purchases of others."""
    members = {number for number, customer in enumerate(customers) if customer.joined is not None}
    candidates = [sale for sale in sales if 2 < sale.day <= TILL_DAYS and sale.customer in members]
    return [
        Sale(last.day, hour, 7 * hour % 60, last.till, last.customer, [(last.items[0][0], 1)])
        for last in candidates[-1:]
        for hour in range(12, 12 + BUSY_USES)
    ]


def _draw_returns(lot, sales, weights):
    """One sale in forty comes back in part, within two weeks; of what known customers bought in the last week, one in
    three, so that the till has some.
    """
    returns = []
    for sale in sales:
        # History is returned in history, a till order at the till.
        last = max(sale.day - 14, TILL_DAYS + 1 if sale.day > TILL_DAYS else 1)
        often = sale.day <= TILL_DAYS and sale.customer is not None
        if sale.day - last < 2 or lot.random() > (0.3 if often else 0.025):
            continue
        day = _draw_days(lot, last, sale.day - 1, 1, weights)[0]
        code, units = lot.choice(sale.items)
        returns.append(Sale(day, 11, lot.randrange(60), 0, sale.customer, [(code, -units)], returns=sale))
    return returns
