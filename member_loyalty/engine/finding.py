"""What somebody means who types a few letters or digits to find a member."""

import re

#: So few digits at the end of a phone number are what people say of it; more are the number.
LEAST_TAIL, MOST_TAIL = 4, 6
#: A part of a name that an index can find; shorter ones are the beginning of a name.
LEAST_PART = 3
MOST_LETTERS = 100
#: of the numbers that members get here, with their leading zeros
NUMBER_LENGTH = 9

_NUMBER = re.compile(r"[\d\s()+./-]+")


def meant(query):
    """
    :param query: str, without blanks around
    :return: dict of what it may be: ``number`` (a whole member number), ``tail`` (the last digits of a phone number),
        ``digits``, ``email``, ``words`` (parts of a name) or ``start`` (the beginning of one)

    >>> meant("18")
    {'digits': '18', 'number': '000000018'}
    >>> meant("0101")
    {'digits': '0101', 'number': '000000101', 'tail': '0101'}
    >>> meant("+1 650-253-0101")
    {'digits': '16502530101'}
    >>> meant("Rosa@Example.com")
    {'email': 'rosa@example.com'}
    >>> meant("Ada  Lovelace"), meant("Li"), meant("da Li")
    ({'words': ['Ada', 'Lovelace']}, {'start': 'Li'}, {'words': ['da', 'Li']})
    >>> meant("a"), meant("")
    ({}, {})
    """
    if len(query) > MOST_LETTERS or (len(query) < 2 and not query.isdecimal()):
        return {}
    if "@" in query:
        return {"email": query.lower()}
    if _NUMBER.fullmatch(query):
        digits = re.sub(r"\D", "", query)
        found = {"digits": digits} if digits else {}
        if digits and digits == query and len(digits) <= NUMBER_LENGTH:
            found["number"] = digits.zfill(NUMBER_LENGTH)
        if LEAST_TAIL <= len(digits) <= MOST_TAIL and digits == query:
            found["tail"] = digits
        return found
    words = query.split()
    if len("".join(words)) < LEAST_PART or all(len(word) < 2 for word in words):
        return {"start": query}
    return {"words": words}


def literal(text):
    r"""
    :return: str, in which nothing stands for other characters when a database searches for it

    >>> literal("100%_a")
    '100\\%\\_a'
    """
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
