from odoo import fields, models
from odoo.exceptions import AccessError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge memberships first: core deletes rows that a unique key keeps from moving, and we lose none."""
        # sudo: whoever may merge contacts merges their memberships with them.
        src, dst = src_partners.sudo(), dst_partner.sudo()
        if not self.env.su:
            (src_partners | dst_partner)._member_check_own()
        self._check_may_move(self._membership_cards(src_partners))
        # sudo: nobody writes aliases; whoever may merge contacts is remembered for it.
        self.env["member.alias"].sudo()._remember(src, dst)
        self._merge_revisions(src, dst)
        self._merge_referrals(src, dst)
        self._merge_benefit_uses(src)
        self._merge_pins(src, dst)
        self._merge_members(src, dst)
        self._merge_kept(src, dst)
        # All: core's SQL moves rows of every table that refers to a contact.
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_pins(self, src_partners, dst_partner):
        """One PIN stays: the destination's, else the one set last."""
        # sudo: nobody has rights on PINs; whoever may merge contacts merges theirs, unread.
        pins = self.env["member.pin"].sudo().search([("partner_id", "in", (src_partners | dst_partner).ids)])
        pins.sorted(lambda pin: (pin.partner_id == dst_partner, pin.is_set, pin.write_date), reverse=True)[1:].unlink()

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Membership cards move by entries, lot by lot; core adds up the others."""
        cards = self._membership_cards(src_partners | dst_partner)
        reason = self.env._("Merged into %(name)s", name=dst_partner.display_name)
        for same in cards.grouped("program_id").values():
            same._member_merge(dst_partner, reason)
        return super()._merge_loyalty_cards(src_partners, dst_partner)

    def _membership_cards(self, partners):
        # sudo: whoever may merge contacts merges their cards with them.
        Card = self.env["loyalty.card"].sudo()
        return Card.search([("partner_id", "in", partners.ids), ("member_program", "=", True)], order="id")

    def _check_may_move(self, cards):
        """Merging is a way to move somebody's points, too: it asks for the same right, and keeps to the same limit."""
        with_value = [card for card, buckets in cards._member_buckets().items() if any(buckets.values())]
        if self.env.su or not with_value:
            return
        if not self.env.user.has_group("member_loyalty.group_adjust"):
            raise AccessError(
                self.env._(
                    "Merging these contacts transfers the balances of their points cards and wallets. Ask a user "
                    "with the right to adjust balances to merge them."
                )
            )
        for card in with_value:
            card._member_check_limit(abs(card.points))

    def _merge_members(self, src_partners, dst_partner):
        """Keep one number, the oldest membership, the better tier, one active card and one living consent each."""
        members = (src_partners | dst_partner).filtered("member_number")
        if not members:
            return
        self._merge_handbooks(members, src_partners, dst_partner)
        values = {
            "member_number": dst_partner.member_number or members[0].member_number,
            "member_since": min(members.mapped("member_since")),
            "member_left_on": all(members.mapped("member_left_on")) and max(members.mapped("member_left_on")),
        }
        src_partners.write({"member_number": False, "member_since": False, "member_left_on": False})
        # The index of numbers has to see that the number is free before the other contact gets it.
        src_partners.flush_recordset()
        dst_partner.write(values)
        # sudo: whoever may merge contacts merges their standings; nobody writes those directly.
        standings = self.env["member.standing"].sudo()._of((src_partners | dst_partner).ids)
        if standings:
            standings._merge_into(dst_partner, self.env.company._member_today())
        cards = (dst_partner | src_partners).member_card_ids.filtered(lambda card: card.state == "active")
        cards.sorted(lambda card: card.partner_id != dst_partner)[1:].write({"state": "replaced"})
        consents = (dst_partner | src_partners).member_consent_ids.filtered(lambda consent: not consent.withdrawn_at)
        for same in consents.grouped(lambda consent: (consent.company_id, consent.purpose, consent.channel)).values():
            same.sorted("given_at")[:-1].write({"withdrawn_at": fields.Datetime.now()})

    def _merge_kept(self, src_partners, dst_partner):
        """What only the others have goes to the one that stays, before core writes it by hand. The number and the tier
        have gone already."""
        values = {}
        for name, field in dst_partner._fields.items():
            if dst_partner._member_is_kept(name) and not field.compute and not dst_partner[name]:
                others = src_partners.filtered(name)[-1:]
                if others and name not in ("member_number", "member_tier_id"):
                    values[name] = field.convert_to_write(others[name], others)
        dst_partner.write(values)

    def _merge_benefit_uses(self, src_partners):
        """Uses of benefits move without their numbers: core deletes rows that a unique key keeps from moving."""
        # sudo: whoever may merge contacts merges their uses with them.
        uses = self.env["member.benefit.use"].sudo().search([("partner_id", "in", src_partners.ids), ("slot", ">", 0)])
        uses._leave_slots()

    def _merge_handbooks(self, members, src_partners, dst_partner):
        """Who is one member accepted what either of their files accepted last."""
        accepted = members.filtered("member_handbook_id").sorted("member_handbook_on")[-1:]
        if accepted:
            values = {
                "member_handbook_id": accepted.member_handbook_id.id,
                "member_handbook_on": accepted.member_handbook_on,
            }
            src_partners.write(dict.fromkeys(values, False))
            dst_partner.write(values)

    def _merge_referrals(self, src_partners, dst_partner):
        """One living referral stays where both were brought by somebody: core deletes rows that a unique key keeps
        from moving."""
        # sudo: whoever may merge contacts merges their referrals with them.
        living = (
            self.env["member.referral"]
            .sudo()
            .search(
                [
                    ("friend_id", "in", (src_partners | dst_partner).ids),
                    ("state", "in", ("waiting", "rewarded")),
                ]
            )
        )
        for referrals in living.grouped("company_id").values():
            rewarded_first = referrals.sorted(lambda one: (one.state != "rewarded", one.id))
            rewarded_first[1:]._refuse("merged")

    def _merge_revisions(self, src_partners, dst_partner):
        """Duplicates that are merged are done with; what else was to do in a file that goes is found again."""
        merged = src_partners | dst_partner
        # sudo: the list follows from the files, and whoever may merge contacts settles it.
        rows = self.env["member.revision"].sudo().search([("state", "=", "todo"), ("partner_id", "in", merged.ids)])
        rows |= rows.search([("state", "=", "todo"), ("twin_id", "in", src_partners.ids)])
        pairs = rows.filtered(lambda row: row.twin_id in merged and row.partner_id in merged)
        pairs.write(
            {
                "state": "done",
                "outcome": "merged",
                "done_on": self.env.company._member_today(),
                "done_by_id": self.env.uid,
            }
        )
        (rows - pairs).filtered(lambda row: (row.partner_id | row.twin_id) & src_partners).unlink()
