"""What several wings, or other addons, name: words of the data, groups, shapes."""

from .engine import masking

LEDGER_TYPES = ("loyalty", "ewallet")
# Core's spellings of "no condition on the product".
ANY_PRODUCT = ("[]", "[['sale_ok', '=', True]]")
# Cashiers read orders and cards as a whole; the ledger behind them is for these.
SEES_LEDGER = "member_loyalty.group_staff,member_loyalty.group_auditor"
PAYMENTS = ("gift_card", "ewallet")
MASKS = {
    "phone": masking.mask_phone,
    "phone_sanitized": masking.mask_phone,
    "phone_mobile_search": masking.mask_phone,
    "email": masking.mask_email,
    "email_normalized": masking.mask_email,
    "email_formatted": masking.mask_email,
    "invoice_emails": masking.mask_emails,
}
# Fields with contact data of customers: how the record leads to the contact (no path: it is one), and the mask. Fields that
# are related to one of these, in any addon, are found by themselves.
CONTACTS = {
    "res.partner": {name: ("", mask) for name, mask in MASKS.items()},
    "res.users": {"login": ("partner_id", MASKS["email"])},
    "pos.order": {"email": ("partner_id", MASKS["email"]), "mobile": ("partner_id", MASKS["phone"])},
    "mail.message": {"email_from": ("author_id", MASKS["email"])},
    "mail.notification": {"mail_email_address": ("res_partner_id", MASKS["email"])},
    "portal.wizard.user": {"email": ("partner_id", MASKS["email"])},
}
