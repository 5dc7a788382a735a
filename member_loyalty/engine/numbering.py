"""Member and card numbers: the shop's own numbers with a check digit."""

from stdnum import ean, luhn
from stdnum.exceptions import ValidationError

CARD_PREFIX = "046"
CARD_LENGTH = 13


def member_number(sequence):
    """Number of a member: eight digits or more, and a Luhn check digit.

    :param sequence: the running number, as int or digits

    >>> member_number(1)
    '000000018'
    >>> is_member_number('000000018'), is_member_number('000000081')
    (True, False)
    """
    digits = str(sequence).zfill(8)
    return digits + luhn.calc_check_digit(digits)


def is_member_number(number):
    """Whether the check digit holds; a slip of a finger or two digits swapped doesn't pass."""
    return number.isdigit() and len(number) >= 9 and luhn.is_valid(number)


def card_number(sequence):
    """Number of a card: an EAN-13 in the range that shops use inside their own walls.

    :param sequence: the running number, as int or digits, up to nine digits
    :raise ValueError: the range is used up

    >>> card_number(1)
    '0460000000019'
    >>> is_card_number('0460000000019'), is_card_number('0460000000091')
    (True, False)
    """
    digits = CARD_PREFIX + str(sequence).zfill(CARD_LENGTH - len(CARD_PREFIX) - 1)
    if len(digits) != CARD_LENGTH - 1:
        raise ValueError(f"no card numbers left under prefix {CARD_PREFIX}")
    return digits + ean.calc_check_digit(digits)


def is_card_number(number):
    """Whether this is a card number with a right check digit."""
    try:
        return number.startswith(CARD_PREFIX) and len(ean.validate(number)) == CARD_LENGTH
    except ValidationError:
        return False
