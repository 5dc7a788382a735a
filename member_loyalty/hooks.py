def post_init_hook(env):
    """A shop that trades already: its past orders become purchases in the background, on the days of its own time zone,
    and somebody hears of members who hold several cards."""
    env["res.company"].search([])._member_guess_tz()
    env["member.job"]._start_past_orders()
    env["loyalty.program"]._member_report_double_cards()


def uninstall_hook(env):
    """Leave nothing in core's tables that Odoo doesn't remember: barcode rules, whose type no longer exists."""
    env["barcode.rule"].search([("type", "=", "member")]).unlink()
