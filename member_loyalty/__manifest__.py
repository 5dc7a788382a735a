{
    "name": "Member Loyalty",
    "version": "19.0.1.0.0",
    "category": "Sales/Point Of Sale",
    "summary": "Members, tiers, cards and a points ledger for the Odoo till",
    "author": "Member Suite contributors",
    "license": "LGPL-3",
    "depends": ["pos_loyalty", "phone_validation", "portal"],
    "data": [],
    "installable": True,
    "application": True,
}
