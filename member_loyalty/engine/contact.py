"""Whether contact data can be used at all."""

import re

#: also used by PostgreSQL, so nothing that only Python knows
EMAIL = r"^[^@[:space:]]+@[^@.[:space:]]+([.][^@.[:space:]]+)*[.][^@.[:space:]]{2,}$"
_EMAIL = re.compile(EMAIL.replace("[:space:]", r"\s"))


def is_email(text):
    """Whether a mail could reach this address: a name, a host and a top-level domain.

    >>> is_email("rosa.diaz@mail.example.com"), is_email("rosa@example"), is_email("rosa example.com")
    (True, False, False)
    >>> is_email("rosa@@example.com"), is_email(""), is_email("rosa@example.c")
    (False, False, False)
    """
    return bool(_EMAIL.match(text or ""))
