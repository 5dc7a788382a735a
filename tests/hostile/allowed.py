"""What may change by a call: what the caller has the right to write, and what a method writes in the shop's name."""

#: who works at a till; the other company's manager has one of their own
TILL = ("cashier", "stranger")
#: who cares for members
STAFF = ("staff", "clerk", "manager", "stranger")
MANAGERS = ("manager", "stranger")
READERS = ("auditor", *STAFF)
EVERYBODY = ("cashier", "employee", "portal", *READERS)

#: By table: whose calls change it beyond their rights on the model, and why that is meant. It lists no methods: a new one
#: that changes anything else for a role is found.
MAY = {
    "member_authorisation": (TILL, "a till asks for card or PIN, and both answers are kept"),
    "member_benefit_use": ((*TILL, *STAFF), "a benefit is used, and its use is undone with a reason"),
    "member_bonus_line": (MANAGERS, "a month's bonus is counted, approved and paid"),
    "member_bonus_sheet": (MANAGERS, "a month's bonus is counted, approved and paid"),
    "member_contest_place": (MANAGERS, "places are kept when a contest is closed"),
    "loyalty_card": (("clerk", *MANAGERS), "a balance is corrected by an entry"),
    "member_card": ((*TILL, "portal"), "a card is reported lost at the till, or by its member"),
    "member_expiry_change_line": (MANAGERS, "what a change would move is counted again"),
    "member_export_log": (EVERYBODY, "an export of members is logged, whoever makes it"),
    "member_feedback": (STAFF, "what a member answers on the phone is kept with its contact"),
    "member_followup": (STAFF, "a contact is planned, put off or ended by whoever serves the member"),
    "member_followup_run": (MANAGERS, "a plan that starts begins its runs"),
    "member_handbook": (STAFF, "a company's handbook begins when it is opened"),
    "member_leaving": (STAFF, "who leaves is recorded with what they lost"),
    "member_ledger_allocation": (("clerk", *MANAGERS), "a balance is corrected by an entry"),
    "member_ledger_entry": (("clerk", *MANAGERS), "a balance is corrected by an entry"),
    "member_metrics_due": (STAFF, "whose metrics are to be counted again"),
    "member_pin": ((*TILL, *STAFF), "a PIN is set at the till, and its failures are forgotten in the office"),
    "member_revision": (STAFF, "the list of what to correct is made again"),
    "member_standing": (STAFF, "a tier is given by hand, or ends with the membership"),
    "member_tier_change": (STAFF, "each change of a tier leaves its record"),
    "member_tier_revision_line": (MANAGERS, "what a rule would move is counted again"),
    "member_tier_version": (MANAGERS, "the rules of a tier are kept as they were"),
    "member_workbook": (READERS, "a report is asked for as a workbook"),
    "product_product": (MANAGERS, "core makes the product of a program's discount"),
    "product_template": (MANAGERS, "core makes the product of a program's discount"),
    "res_partner": (TILL, "a till enrolls customers, and fills in what is empty"),
}
#: A membership is one in all companies: while its contact is of no company, the tills of each serve it.
SHARED = {"member_card", "member_pin", "member_authorisation"}
#: What a till fills in where it is empty, and never overwrites.
TO_REACH = {"name", "phone", "email"}


def fault_of(case, user, call, change, rows):
    """:return: str that names what mustn't have happened, or None"""
    what = f"{call.model}.{call.name}: {change.operation} {change.table} {sorted(change.columns)} as {call.role}"
    model = rows.models.get(change.table)
    if model is None:
        return f"rights of users: {what}"
    # What was another company's before; that a record is given to one is asked by no rule of Odoo's.
    company, partner = owner_of(case, model, change.before or change.after)
    is_elsewhere = company and company not in user.sudo().company_ids
    if change.table in SHARED and call.role in TILL and partner and not partner.company_id:
        is_elsewhere = False
    if is_elsewhere or (call.role == "portal" and partner and partner != case.ada):
        return f"of others: {what}"
    record = case.env[model].with_user(user)
    if (record if change.operation == "unlink" else record.browse(change.row["id"])).has_access(change.operation):
        return None
    roles, _reason = MAY.get(change.table, ((), ""))
    overwritten = change.table == "res_partner" and any(change.before[name] for name in change.columns & TO_REACH)
    return None if call.role in roles and not overwritten else f"no right: {what}"


def owner_of(case, model, row):
    """:return: (company, partner) that a row belongs to, as far as it or what it hangs on says so"""
    env = case.env(su=True)
    partner = env["res.partner"].browse(row["id"] if model == "res.partner" else row.get("partner_id"))
    company = env["res.company"].browse(row["id"] if model == "res.company" else row.get("company_id"))
    homes = {case.ada: case.company, case.bea: case.company, case.zoe: case.elsewhere, case.zed: case.elsewhere}
    company = company or homes.get(partner, company)
    for name, field in env[model]._fields.items():
        if not company and field.type == "many2one" and field.store and field.required and row.get(name):
            other = env[field.comodel_name].browse(row[name]).exists()
            company = other.company_id if "company_id" in other._fields else company
    return company, partner
