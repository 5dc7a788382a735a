"""Who is left out at random, so that it can be seen what contacts do."""

from hashlib import sha256

#: as many digits of the hash as a float holds exactly
DIGITS = 13
#: shops below so many members leave out a larger share, since few tell little
SMALL_SHOP = 2000


def place(salt, member):
    """Where a member stands in the order that a plan or campaign draws: the same whenever it is asked.

    :param salt: the plan's or campaign's own random text
    :param member: id
    :return: number from 0 up to, but not, 1

    >>> place("salt", 7) == place("salt", 7), place("salt", 7) == place("other", 7)
    (True, False)
    """
    digits = sha256(f"{salt}:{member}".encode()).hexdigest()[:DIGITS]
    return int(digits, 16) / 16**DIGITS


def is_held_out(salt, member, share):
    """
    :param share: of one

    >>> sum(is_held_out("salt", member, 0.2) for member in range(10_000)) // 100
    19
    >>> any(is_held_out("salt", member, 0) for member in range(100))
    False
    """
    return place(salt, member) < share


def usual_share(members):
    """
    :param members: of the shop
    :return: the share of one that is left out by default

    >>> usual_share(1999), usual_share(2000)
    (0.2, 0.1)
    """
    return 0.2 if members < SMALL_SHOP else 0.1
