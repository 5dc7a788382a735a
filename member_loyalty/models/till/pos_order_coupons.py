from odoo import models

from ..common.plain import refuse_fault


class PosOrder(models.Model):
    """What core's till says of coupons before and after an order is saved: of ours, nothing follows from it.

    A card is ours by its own program. What the till says of it is a claim, and so is the program that it names.
    """

    _inherit = "pos.order"

    def validate_coupon_programs(self, point_changes, new_codes):
        """Cards kept by the ledger are asked for by the till's own :meth:`pos.config.check_spending`.

        Core's answer would count what this order earns as balance, and refuse a sale to a member with a debt.
        """
        self._member_check_coupons(point_changes)
        cards = self.env["loyalty.card"].browse([int(card_id) for card_id in point_changes]).exists()
        ours = cards._member_ours()
        others = {card_id: points for card_id, points in point_changes.items() if int(card_id) not in ours.ids}
        return super().validate_coupon_programs(others, new_codes)

    def confirm_coupon_programs(self, coupon_data):
        """Core's second call after the sync. Ours is posted already, so this only reports it: if the call is lost,
        nothing else is."""
        self._member_check_coupons(coupon_data, *(vals.get("program_id") for vals in coupon_data.values()))
        programs = self._member_programs_meant(coupon_data)
        own_codes = set(self.lines.filtered("reward_id.program_id.member_program").mapped("reward_identifier_code"))
        result = super().confirm_coupon_programs(
            {
                # Core looks programs up by what comes here, and would find one by its name.
                key: {
                    **vals,
                    "program_id": int(vals["program_id"]),
                    "line_codes": [code for code in vals.get("line_codes") or [] if code not in own_codes],
                }
                for key, vals in coupon_data.items()
                if key not in programs
            }
        )
        for key, program in programs.items():
            # sudo: reports the balance of the order's own customer to the till that sold to them.
            card = self.partner_id and self.sudo().env["loyalty.card"].search(
                [("partner_id", "=", self.partner_id.id), ("program_id", "=", program.id)], limit=1
            )
            if card:
                result["coupon_updates"].append(card._member_update_for_till(int(key)))
        return result

    def _member_check_coupons(self, *ids):
        """Refuse in words what names no card or program: ids come as numbers, those of new cards negative, or as text."""
        named = [*ids[0], *ids[1:]]
        if not all(str(one).strip().removeprefix("-").isdigit() for one in named):
            refuse_fault(self.env, "shape", "coupons")

    def _member_programs_meant(self, coupon_data):
        """The membership programs that the till's data would reach in core: by the program that it names, by the card's
        id, by core's id of a gift card, or by a code.

        :return: dict of key of the data to program
        """
        ids = {int(key) for key in coupon_data} | {vals.get("coupon_id") for vals in coupon_data.values()}
        codes = {vals.get(name) for vals in coupon_data.values() for name in ("code", "barcode")}
        # sudo: which cards are the ledger's, whoever asks; archived ones, too.
        Card = self.env["loyalty.card"].sudo().with_context(active_test=False)
        cards = Card.search(["|", ("id", "in", list(ids - {None, False})), ("code", "in", list(codes - {None, False}))])
        cards = cards._member_ours()
        meant, named = {}, {}
        for key, vals in coupon_data.items():
            card = cards.filtered(
                lambda card, key=int(key), vals=vals: (
                    card.id in (key, vals.get("coupon_id")) or card.code in (vals.get("code"), vals.get("barcode"))
                )
            )
            if card:
                meant[key] = card.program_id[:1]
            else:
                named[key] = int(vals["program_id"])
        if named:
            # sudo: which programs are ours, whoever asks.
            programs = self.env["loyalty.program"].sudo().browse(set(named.values())).exists()
            ours = programs.filtered("member_program")
            meant |= {key: ours.browse(program_id) for key, program_id in named.items() if program_id in ours.ids}
        return meant
