"""The till's own arithmetic, to send what an honest browser sends."""

from odoo.fields import Command

COMBO = {"name": "Set", "type": "combo", "available_in_pos": True}


def order_line(product, price_unit, taxes=(), quantity=1, discount=0, **values):
    """Values of a line before its amounts are counted."""
    return {
        "product_id": product.id,
        "price_unit": price_unit,
        "qty": quantity,
        "discount": discount,
        "tax_ids": [tax.id for tax in taxes],
        "pack_lot_ids": [],
        **values,
    }


def counted(env, lines, company=None):
    """What core's till makes of lines: ``_computeAllPrices`` and ``setOrderPrices`` of its pos_order_accounting.js, by the
    Python twins of the same tax helpers.

    :param lines: list of :func:`order_line`
    :return: (dicts of the lines' amounts, dict of the order's amounts)
    """
    # sudo: a till has these taxes loaded.
    Tax, company = env["account.tax"].sudo(), company or env.company
    currency = company.currency_id
    base_lines = [
        Tax._prepare_base_line_for_taxes_computation(
            None,
            product_id=env["product.product"].sudo().browse(line["product_id"]),
            tax_ids=Tax.browse(line["tax_ids"]),
            price_unit=line["price_unit"],
            quantity=line["qty"],
            discount=line["discount"],
            currency_id=currency,
            rate=1.0,
            is_refund=line["qty"] * line["price_unit"] < 0,
            extra_tax_data=line.get("extra_tax_data") or {},
        )
        for line in lines
    ]
    Tax._add_tax_details_in_base_lines(base_lines, company)
    Tax._round_base_lines_tax_details(base_lines, company)
    totals = Tax._get_tax_totals_summary(base_lines, currency, company)
    total = currency.round(totals["total_amount_currency"])
    # A till sends the lines of a refund with the sign of a sale.
    sign = -1 if total < 0 else 1
    amounts = [
        {
            "price_subtotal": currency.round(sign * line["tax_details"]["total_excluded"]),
            "price_subtotal_incl": currency.round(sign * line["tax_details"]["total_included"]),
        }
        for line in base_lines
    ]
    return amounts, {"amount_total": total, "amount_tax": currency.round(totals["tax_amount_currency"])}


def rung_up(case, partner, lines, **values):
    """An order as a till sends it.

    :param case: a test of MemberCase
    :param lines: list of :func:`order_line`
    """
    amounts, order = counted(case.env, lines)
    total = order["amount_total"]
    data = case.till_order(partner, [], is_refund=total < 0, **values)
    data["lines"] = [
        Command.create({**line, **amount, "tax_ids": [Command.set(line["tax_ids"])]})
        for line, amount in zip(lines, amounts, strict=True)
    ]
    return paid({**data, **order}, total)


def paid(data, amount):
    """The order, paid with another amount."""
    [[command, number, payment]] = data["payment_ids"]
    return {**data, "payment_ids": [[command, number, {**payment, "amount": amount}]], "amount_paid": amount}


def claim_lines(env, reward, lines, points, code):
    """The lines by which core's till takes a reward off an order: one for each set of taxes, as
    ``_getRewardLineValuesDiscount`` and ``_getDiscountableOnOrder`` of pos_loyalty make them.

    :param lines: list of :func:`order_line` that are discounted
    :param points: what is claimed, of a reward whose points are worth an amount each
    """
    amounts, order = counted(env, lines)
    discountable = sum(line["price_subtotal_incl"] for line in amounts)
    most = min(reward.discount * points if reward.discount_mode == "per_point" else reward.discount, discountable)
    Tax = env["account.tax"].sudo()
    bases = {}
    for line in lines:
        taxes = Tax.browse(line["tax_ids"]).filtered(lambda tax: tax.amount_type != "fixed")
        base = line["qty"] * line["price_unit"] * (1 - line["discount"] / 100)
        bases[taxes] = bases.get(taxes, 0) + base
    claimed = [
        order_line(
            reward.discount_line_product_id,
            -min(order["amount_total"], base) * min(1, most / discountable),
            taxes,
            is_reward_line=True,
            reward_id=reward.id,
            reward_identifier_code=code,
            points_cost=0,
        )
        for taxes, base in bases.items()
    ]
    claimed[0]["points_cost"] = (
        most / reward.discount if reward.discount_mode == "per_point" else reward.required_points
    )
    return claimed
