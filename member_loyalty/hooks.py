def post_init_hook(env):
    """A shop that trades already: its past orders become purchases in the background, and somebody hears of members
    who hold several cards."""
    env["member.job"]._start_past_orders()
    env["loyalty.program"]._member_report_double_cards()


def uninstall_hook(env):
    """Leave the barcode rules of core usable: ours would have a type that no longer exists."""
    env["barcode.rule"].search([("type", "=", "member")]).unlink()
