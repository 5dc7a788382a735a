"""The code by which a member is named as the one who brought a friend."""

# No letter or digit that is taken for another one: no 0 and O, no 1, I and L. 31 is a prime, which is what lets the
# check sign find every wrong sign and every two that are swapped.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE = len(ALPHABET)
LENGTH = 6
CODES = BASE**LENGTH
# Spreads running numbers over all codes, so that the code of one member doesn't give away the next one's.
SPREAD = 548_340_709


def encode(number):
    """The code of a number: six signs and a check sign.

    :param int number: from 0 to 31⁶ − 1, no two members share one
    :raise ValueError: there is no code for the number

    >>> encode(1), encode(2)
    ('ZV9S6N6', 'YRHHB9Q')
    >>> all(decode(encode(number)) == number for number in range(0, 10**6, 997))
    True
    """
    if not 0 <= number < CODES:
        raise ValueError(f"no referral code for {number}")
    rest = number * SPREAD % CODES
    digits = []
    for _place in range(LENGTH):
        rest, digit = divmod(rest, BASE)
        digits.append(digit)
    return "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])


def decode(code):
    """The number of a code, however it was typed.

    :return: int, or None when it isn't a code: a sign too many, a wrong one, or two swapped

    >>> code = encode(4711)
    >>> decode(f" {code[:3].lower()}-{code[3:]} ")
    4711
    >>> decode(code[1] + code[0] + code[2:]), decode(code[:-1]), decode("0460000000019")
    (None, None, None)
    """
    signs = "".join(sign for sign in code.upper() if sign not in " -")
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    *digits, check = [ALPHABET.index(sign) for sign in signs]
    if check != _check(digits):
        return None
    spread = sum(digit * BASE**place for place, digit in enumerate(digits))
    return spread * pow(SPREAD, -1, CODES) % CODES


def _check(digits):
    return sum((place + 2) * digit for place, digit in enumerate(digits)) % BASE
