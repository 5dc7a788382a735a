"""A shop that sells at a till and by sales orders, mixed by core's pos_sale."""

from uuid import uuid4


class Floor:
    """A shop with a till, a salesperson who sells at both, and a member with 150 points."""

    def __init__(self, env):
        self.env = env
        groups = ("sales_team.group_sale_manager", "point_of_sale.group_pos_user")
        self.seller = env["res.users"].create(
            {"name": "Seller", "login": "seller", "group_ids": [(6, 0, [env.ref(name).id for name in groups])]}
        )
        self.tax = env["account.tax"].create({"name": "VAT 20", "amount": 20, "price_include_override": "tax_excluded"})
        self.cream, self.soap, self.salt = (
            self.product(*values) for values in (("Cream", 40, self.tax), ("Soap", 10, None), ("Salt", 30, None))
        )
        self.down_payment = self.product("Down Payment", 0, None)
        pricelist = env["product.pricelist"].create({"name": "Prices"})
        bank = env["account.journal"].create({"name": "Bank Cards", "type": "bank", "code": "CARDS"})
        self.method = env["pos.payment.method"].create({"name": "Bank Card", "journal_id": bank.id})
        self.till = env["pos.config"].create(
            {
                "name": "Till",
                "available_pricelist_ids": pricelist.ids,
                "pricelist_id": pricelist.id,
                "payment_method_ids": [(6, 0, self.method.ids)],
                "down_payment_product_id": self.down_payment.id,
            }
        )
        self.till.with_user(env.ref("base.user_admin")).open_ui()
        self.till.current_session_id.set_opening_control(0, None)
        self.tier = env["member.tier"].create({"name": "Classic", "rank": 1})
        self.program = self.new_program()
        self.reward = self.program.reward_ids
        self.ada = self.member("Ada")
        self.card = self.card_of(self.ada, 150)

    def product(self, name, price, tax, **values):
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [(6, 0, tax.ids if tax else [])],
                "available_in_pos": True,
                **values,
            }
        )

    def new_program(self, **values):
        return self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 1})],
                "reward_ids": [
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 5,
                            "required_points": 100,
                        },
                    )
                ],
                **values,
            }
        )

    def member(self, name):
        member = self.env["res.partner"].create({"name": name})
        member._member_enrol()
        return member

    def card_of(self, member, points):
        card = self.env["loyalty.card"]._member_card(member, self.program)
        self.env["member.ledger.entry"]._post(
            [{"key": f"given:{member.id}", "card_id": card.id, "kind": "opening", "amount": points}]
        )
        return card

    # ── As a sales order ──────────────────────────────────────────────────────────────────────────────────────

    def quotation(self, member, *lines, reward=None):
        """:param lines: triplets of product, quantity and discount"""
        values = [
            (0, 0, {"product_id": product.id, "product_uom_qty": quantity, "discount": discount})
            for product, quantity, discount in lines
        ]
        order = self.env["sale.order"].with_user(self.seller).create({"partner_id": member.id, "order_line": values})
        order._update_programs_and_rewards()
        if reward:
            card = self.env["loyalty.card"].search(
                [("partner_id", "=", member.id), ("program_id", "=", self.program.id)]
            )
            problem = order._apply_program_reward(reward, card.with_env(order.env))
            assert not problem
        return order

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def line(self, product, quantity, price=None, discount=0, **values):
        price = product.list_price if price is None else price
        net = price * (1 - discount / 100)
        amounts = product.taxes_id.compute_all(net, self.till.currency_id, quantity, product)
        return {
            "product_id": product.id,
            "full_product_name": product.name,
            "qty": quantity,
            "price_unit": price,
            "discount": discount,
            "tax_ids": [(6, 0, product.taxes_id.ids)],
            "price_subtotal": amounts["total_excluded"],
            "price_subtotal_incl": amounts["total_included"],
            "uuid": str(uuid4()),
            **values,
        }

    def claim(self, card, reward, amount, product=None, quantity=1):
        product = product or reward.discount_line_product_id
        code = {"is_reward_line": True, "reward_id": reward.id, "coupon_id": card.id, "reward_identifier_code": "abc"}
        return self.line(product, quantity, -amount / quantity, points_cost=reward.required_points, **code)

    def settled(self, order, *more):
        """Its lines, as *Settle the order* puts them on the till's order."""
        lines = [
            self.line(
                line.product_id,
                line.product_uom_qty,
                line.price_unit,
                line.discount,
                sale_order_origin_id=order.id,
                sale_order_line_id=line.id,
            )
            for line in order.order_line
            if not line.display_type and line.product_uom_qty
        ]
        return [*lines, *more]

    def paid_down(self, order, amount):
        return self.line(self.down_payment, 1 if amount > 0 else -1, abs(amount), sale_order_origin_id=order.id)

    def ring_up(self, member, *lines, **values):
        total = sum(line["price_subtotal_incl"] for line in lines)
        data = {
            "uuid": str(uuid4()),
            "name": "Order",
            "state": "paid",
            "session_id": self.till.current_session_id.id,
            "config_id": self.till.id,
            "user_id": self.seller.id,
            "partner_id": member.id,
            "pricelist_id": self.till.pricelist_id.id,
            "fiscal_position_id": False,
            "amount_total": total,
            "amount_tax": total - sum(line["price_subtotal"] for line in lines),
            "amount_paid": total,
            "amount_return": 0,
            "is_refund": total < 0,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": [(0, 0, {"payment_method_id": self.method.id, "amount": total})] if total else [],
            **values,
        }
        self.env["pos.order"].with_user(self.seller).sync_from_ui([data])
        self.env.invalidate_all()
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def bring_back(self, order, *lines):
        return self.ring_up(
            order.partner_id,
            *(
                self.line(line.product_id, -line.qty, line.price_unit, line.discount, refunded_orderline_id=line.id)
                for line in lines or order.lines
            ),
        )

    # ── What came of it ───────────────────────────────────────────────────────────────────────────────────────

    def entries(self, member):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["member.ledger.entry"].search([("partner_id", "=", member.id), ("kind", "!=", "opening")])
        names = ("kind", "bucket", "amount", "state", "date_available", "date_expiration")
        return sorted(tuple(entry[name] or "" for name in names) for entry in found)

    def moved(self, member=None):
        return sorted((kind, amount) for kind, _bucket, amount, *_rest in self.entries(member or self.ada))

    def holds(self):
        return self.env["member.ledger.entry"]._check_balances() == []
