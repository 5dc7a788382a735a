"""Contact data as a cashier may see it: enough to recognise, too little to take away."""

HIDDEN = "•"


def mask_phone(phone):
    """Hide all but the last three digits.

    >>> mask_phone("+34 600 123 456")
    '••••••••456'
    >>> mask_phone(False)
    ''
    """
    digits = [char for char in phone or "" if char.isdigit()]
    return HIDDEN * max(len(digits) - 3, 0) + "".join(digits[-3:])


def mask_email(email):
    """Hide all but the first letter and the domain.

    >>> mask_email("rosa@example.com")
    'r•••@example.com'
    >>> mask_email("")
    ''
    """
    name, at, domain = (email or "").partition("@")
    return name[:1] + HIDDEN * max(len(name) - 1, 0) + at + domain
