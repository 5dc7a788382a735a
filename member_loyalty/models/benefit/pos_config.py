from odoo import fields, models

from ..common.plain import till_question


class PosConfig(models.Model):
    """The till's questions about benefits. Each is answered with data and a message, never with an error box."""

    _inherit = "pos.config"

    def _member_snapshot_benefits(self, partner):
        """What a member may use at this till today.

        :param partner: with the rights of the shop
        :return: list of dicts of id, name, description, picture (bool), left (None without limit), text (what is left,
            in words), needs_note, product_id, price (of the product), and undo: key of the last use that this user may
            take back now, or False
        """
        # sudo: whoever asks has the rights of the shop on the partner; the till shows this customer's own benefits.
        self = self.sudo().with_company(self.company_id)
        partner = partner.with_env(self.env)
        today = self.company_id._member_today()
        benefits = self.env["member.benefit"]._for_member(partner, self, today)
        standing = benefits._standing(partner, today)
        undo = self._member_undoable(partner, benefits)
        return [
            {
                "id": benefit.id,
                "name": benefit.name,
                "description": benefit.description or "",
                "picture": bool(benefit.image_128),
                "left": standing[benefit][2],
                "text": benefit._left_in_words(standing[benefit]),
                "needs_note": benefit.needs_note,
                "product_id": benefit.product_id.id,
                "price": benefit.product_price,
                "undo": undo.get(benefit, False),
            }
            for benefit in benefits
        ]

    def _member_undoable(self, partner, benefits):
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=max(benefits.mapped("undo_minutes"), default=0))
        uses = self.env["member.benefit.use"].search(
            [
                ("partner_id", "=", partner.id),
                ("benefit_id", "in", benefits.ids),
                ("state", "=", "used"),
                ("user_id", "=", self.env.uid),
                ("date", ">=", since),
            ],
            order="date, id",
        )
        # The last one of each benefit stays.
        return {use.benefit_id: use.key for use in uses if not use._undo_problem()}

    @till_question
    def use_benefit(self, partner_id, benefit_id, key, note=False, order_uuid=False):
        """The member in front of the till uses a benefit.

        :param key: a new uuid; asked again with the same one, the same use is answered
        :param order_uuid: the order at the till, when the benefit puts a product on it
        :return: dict of ``status`` ('used' or 'refused'), ``message`` and ``benefits``, as in the snapshot
        """
        config, partner = self._member_till_env(partner_id)
        benefit = config.env["member.benefit"].browse(int(benefit_id)).exists()
        uses = config.env["member.benefit.use"]
        message = False if benefit else self.env._("This benefit doesn't exist any more. Choose another one.")
        if benefit and not uses.search_count([("key", "=", key)], limit=1):
            message = benefit._refusal(partner, config, config.company_id._member_today(), note)
        if not message:
            uses._record(benefit, partner, key, config, note, order_uuid)
        return config._member_benefit_answer(partner, message, "used")

    @till_question
    def undo_benefit(self, key, reason=False):
        """Take back a use that was recorded by mistake.

        :return: as :meth:`use_benefit`, with ``status`` 'undone'
        """
        # One use by its key; whether this user may undo it is asked below.
        uses = self._member_shop_env().env["member.benefit.use"]
        use = uses.search([("key", "=", key), ("company_id", "=", self.company_id.id)])
        if not use:
            return {"status": "refused", "message": self.env._("This use isn't on the server.")}
        config, partner = self._member_till_env(use.partner_id.id)
        use = use.with_env(config.env)
        message = use._undo_problem()
        if not message:
            use._undo(reason or self.env._("Undone at the till"))
        return config._member_benefit_answer(partner, message, "undone")

    def _member_benefit_answer(self, partner, message, done):
        return {
            "status": "refused" if message else done,
            "message": message,
            "benefits": self._member_snapshot_benefits(partner),
        }

    # ── Products that members buy a limited number of, before the till takes the money ─────────────────────────

    @till_question
    def check_member_products(self, partner_id, quantities):
        """Whether a customer may buy what an order holds. The sale checks it again.

        :param quantities: dict of the id of a product template to the quantity on the order
        :return: dict of ``message``, False when all is well
        """
        config, partner = self._member_till_env(partner_id)
        quantities = {int(product_id): quantity for product_id, quantity in quantities.items()}
        # sudo: the till's own products, which its staff may read: others aren't named.
        sold = self.env["product.template"].browse(quantities).exists()._filtered_access("read")
        products = sold.sudo().with_env(config.env)
        bought = products._member_bought(partner, config.company_id._member_today())
        messages = [
            product._member_problem(partner)
            or product._member_quantity_problem(partner, bought.get(product, 0), quantities[product.id])
            for product in products
        ]
        return {"message": "\n".join(filter(None, messages)) or False}
