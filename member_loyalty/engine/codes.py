"""Codes of coupons and loyalty cards: they can't be guessed, don't collide, and can be read out and typed.

A code is a prefix, by which scanners know that it is one, and 13 signs of an alphabet in which no two look alike: 61.8
random bits. Among a million of them, another hundred thousand meet one that is there once in 40 million times.
"""

import re
from secrets import choice

#: what core's barcode rule for coupons and gift cards begins with
PREFIX = "044"
#: without B, I, L, O, S, U and Z, which are read as 8, 1, 1, 0, 5, V and 2
ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 13
#: signs that people read as one of the alphabet, or of the prefix
READ_AS = str.maketrans("BOSUZ", "805V2")
BETWEEN = re.compile(r"[\s\-_.]+")
CODE = re.compile(f"{PREFIX}[{ALPHABET}]{{{LENGTH}}}")


def draw():
    """:return: a new code, in its canonical form

    >>> bool(CODE.fullmatch(draw())), draw() == draw()
    (True, False)
    """
    return PREFIX + "".join(choice(ALPHABET) for _sign in range(LENGTH))


def canonical(typed):
    """A code as it is stored, however somebody typed it; what isn't one of ours stays as it is.

    :param typed: text
    :return: text

    >>> canonical(" 044a-cdef ghjk_mn23 "), canonical("O44ACDEFGHJKMNZ3"), canonical("Summer 10")
    ('044ACDEFGHJKMN23', '044ACDEFGHJKMN23', 'Summer 10')
    """
    read = BETWEEN.sub("", typed).upper().translate(READ_AS)
    return read if CODE.fullmatch(read) else typed
