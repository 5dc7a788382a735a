"""Contact data as a cashier may see it: enough to recognize, too little to take away."""

HIDDEN = "•"


def is_masked(text):
    """Whether a text was made here, and so must not be kept as data.

    >>> is_masked("r•••@example.com"), is_masked("rosa@example.com"), is_masked(False)
    (True, False, False)
    """
    return HIDDEN in (text or "")


def mask_phone(phone):
    """Hide all but the last three digits.

    >>> mask_phone("+34 600 123 456")
    '••••••••456'
    >>> mask_phone(False)
    ''
    >>> mask_phone("••••••••456")
    '••••••••456'
    """
    if is_masked(phone):
        return phone
    digits = "".join(filter(str.isdigit, phone or ""))
    return HIDDEN * max(len(digits) - 3, 0) + digits[-3:]


def mask_email(email):
    """Hide all but the first letter and the domain.

    >>> mask_email("rosa@example.com")
    'r•••@example.com'
    >>> mask_email("")
    ''
    """
    name, at, domain = (email or "").partition("@")
    return name[:1] + HIDDEN * max(len(name) - 1, 0) + at + domain


def mask_emails(emails):
    """Several addresses in one text, as invoices have them.

    >>> mask_emails("rosa@example.com, ben@example.com")
    'r•••@example.com, b••@example.com'
    """
    return ", ".join(mask_email(email) for email in (emails or "").split(", "))
