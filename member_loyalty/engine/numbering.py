"""Member and card numbers: the shop's own numbers with a check digit."""

from dataclasses import dataclass

from stdnum import ean, luhn

# Lengths of the barcodes on goods: EAN-8, UPC-A and GTIN-14. EAN-13 has a range for a shop's own use, see below.
LENGTHS_OF_GOODS = (8, 12, 14)
EAN_LENGTH = 13
# What GS1 leaves to each shop inside its own walls, of EAN-13.
OWN_RANGES = ("02", "04", "2")


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


@dataclass(frozen=True)
class Scheme:
    """How the numbers of one type of card are made.

    :param prefix: what each number starts with; digits, or letters too where there is no check digit
    :param length: of the whole number
    :param check: the check digit at the end: 'ean', 'luhn' or 'none'

    >>> Scheme("046", 13, "ean").number(1), Scheme("77", 10, "luhn").number(1), Scheme("VIP", 8, "none").number(1)
    ('0460000000019', '7700000016', 'VIP00001')
    >>> Scheme("046", 13, "ean").is_number("0460000000019"), Scheme("046", 13, "ean").is_number("0460000000091")
    (True, False)
    """

    prefix: str
    length: int
    check: str

    @property
    def serial_length(self):
        """Digits between prefix and check digit."""
        return self.length - len(self.prefix) - (self.check != "none")

    @property
    def serials(self):
        """How many numbers there are.

        >>> Scheme("77", 10, "luhn").serials
        10000000
        """
        return 10**self.serial_length

    def number(self, serial):
        """Number of a card.

        :param serial: below :attr:`serials`, as int or digits
        """
        body = self.prefix + str(serial).zfill(self.serial_length)
        return body + self._check_digit(body)

    def is_number(self, number):
        """Whether this is a number of this scheme, with a right check digit."""
        if len(number) != self.length or not number.startswith(self.prefix):
            return False
        return self._rest(number).isdecimal() and number == self.number(self.serial(number))

    def serial(self, number):
        """What tells a number of this scheme from its others.

        >>> Scheme("046", 13, "ean").serial("0460000000019")
        1
        """
        return int(self._rest(number)[: self.serial_length])

    def _rest(self, number):
        return number[len(self.prefix) :]

    def _check_digit(self, body):
        if self.check == "none":
            return ""
        return ean.calc_check_digit(body) if self.check == "ean" else luhn.calc_check_digit(body)

    @property
    def pattern(self):
        """The barcode nomenclature's pattern of these numbers.

        >>> Scheme("046", 13, "ean").pattern
        '046..........$'
        """
        return self.prefix + "." * (self.length - len(self.prefix)) + "$"

    @property
    def is_for_goods(self):
        """Whether a product somewhere may bear such a number.

        >>> [Scheme(prefix, 13, "ean").is_for_goods for prefix in ("046", "29", "500")]
        [False, False, True]
        >>> Scheme("77", 8, "luhn").is_for_goods, Scheme("VIP", 8, "none").is_for_goods
        (True, False)
        """
        if not self.prefix.isdecimal():
            return False
        if self.length == EAN_LENGTH:
            return not self.prefix.startswith(OWN_RANGES)
        return self.length in LENGTHS_OF_GOODS


def literal_starts(pattern):
    """What a barcode can start with to match a pattern of the nomenclature, as far as it says so.

    >>> literal_starts("23.....{NNNDD}"), literal_starts("043|044"), literal_starts(".*")
    (['23'], ['043', '044'], [''])
    """
    starts = []
    for part in pattern.split("|"):
        start = ""
        for character in part.removeprefix("^"):
            if not character.isalnum():
                break
            start += character
        starts.append(start)
    return starts
