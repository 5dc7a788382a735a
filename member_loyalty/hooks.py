def post_init_hook(env):
    """A shop that trades already: its past orders become purchases in the background, on the days of its own time zone,
    and somebody hears of members who hold several cards."""
    env["res.company"].search([])._member_guess_tz()
    env["member.job"]._start_past_orders()
    env["loyalty.program"]._member_report_double_cards()


def uninstall_hook(env):
    """Leave nothing in core's tables that Odoo doesn't remove: barcode rules, whose type no longer exists, and the
    running numbers of cards, which card types hold on to."""
    env["barcode.rule"].search([("type", "=", "member")]).unlink()
    card_types = env["member.card.type"].with_context(active_test=False)
    sequences = card_types.search([("sequence_id", "!=", False)]).sequence_id
    card_types.flush_model(["sequence_id"])
    # SQL: the types go as well, and theirs is for good while they are there.
    env.cr.execute("UPDATE member_card_type SET sequence_id = NULL")
    card_types.invalidate_model(["sequence_id"], flush=False)
    sequences.unlink()
