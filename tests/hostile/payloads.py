"""Payloads as a till sends them, and what somebody can make of one of them."""

import copy
from dataclasses import dataclass

from odoo.fields import Datetime

#: What the browser sends besides what the tests' helper makes; it isn't said where it has nothing to say.
OF_ORDER = {
    "access_token": "2c1a6f6e-7f0c-4a53-8d55-0d7d0ee2a6a1",
    "amount_difference": False,
    "company_id": None,
    "floating_order_name": False,
    "general_customer_note": "",
    "has_deleted_line": False,
    "internal_note": "",
    "is_refund": False,
    "is_tipped": False,
    "member_offline": False,
    "nb_print": 0,
    "pos_reference": "00001-1-000001",
    "preset_id": False,
    "sequence_number": 0,
    "source": False,
    "state": "paid",
    "ticket_code": "abcde",
    "tip_amount": 0,
    "tracking_number": "001",
}
OF_LINE = {
    "attribute_value_ids": [],
    "combo_item_id": False,
    "combo_line_ids": [],
    "combo_parent_id": False,
    "coupon_id": False,
    "customer_note": "",
    "discount": 0,
    "full_product_name": "Anything",
    "is_reward_line": False,
    "member_offer_id": False,
    "note": "",
    "points_cost": 0,
    "price_extra": 0,
    "price_type": "original",
    "refunded_orderline_id": False,
    "reward_id": False,
    "reward_identifier_code": False,
}
OF_PAYMENT = {"card_no": "", "card_type": "", "is_change": False, "payment_status": False, "transaction_id": False}
KINDS = ("dropped", "doubled", "negated", "zeroed", "swapped", "other type", "huge", "small", "added")
WRONG = (None, True, "", "x", "1", [], [1], {}, {"id": 1}, 7, -1, "\x00")
HUGE = (1e15, 2**31, 2**70, 1e308, float("inf"), float("nan"), "9" * 400, "2999-12-31 23:59:59")


def completed(data, config, number):
    """A payload of the tests' helper, in the shape of the browser's."""
    data = {**OF_ORDER, "company_id": config.company_id.id, **data}
    data["lines"] = [
        [0, 0, {**OF_LINE, **values, "uuid": f"{data['uuid']}-{number}-{place}"}]
        for place, (_code, _id, values) in enumerate(data["lines"])
    ]
    data["payment_ids"] = [
        [0, 0, {**OF_PAYMENT, **values, "name": Datetime.to_string(values["name"]), "uuid": f"{data['uuid']}-p{place}"}]
        for place, (_code, _id, values) in enumerate(data["payment_ids"])
    ]
    return data


@dataclass
class Mutation:
    base: str
    kind: str
    #: the model and field that is changed, or the list
    field: str
    #: what stands there now
    value: object = None

    def __str__(self):
        return f"{self.base}: {self.field} {self.kind}: {str(self.value)[:80]}"


class Mutator:
    """:param others: dict of the name of a model to ids that an honest till wouldn't send in this place
    :param draw: random.Random
    """

    def __init__(self, env, others, draw):
        self.env = env
        self.others = others
        self.draw = draw

    def mutated(self, name, data, kind):
        """:return: (a changed copy of a payload, the :class:`Mutation`)"""
        data = copy.deepcopy(data)
        model, place, values = self._part(data)
        if kind in ("dropped", "doubled") and place is not None and self.draw.random() < 0.3:
            rows = data[place]
            row = self.draw.choice(rows)
            rows.remove(row) if kind == "dropped" else rows.append(copy.deepcopy(row))
            return data, Mutation(name, kind, f"{model} row")
        field = self._field(model, values, kind)
        if kind == "dropped":
            return data, Mutation(name, kind, f"{model}.{field}", values.pop(field))
        values[field] = self._value(model, field, values.get(field), kind)
        return data, Mutation(name, kind, f"{model}.{field}", values[field])

    def _part(self, data):
        parts = [("pos.order", None, data)] * 2
        parts += [("pos.order.line", "lines", row[2]) for row in data["lines"]] * 2
        parts += [("pos.payment", "payment_ids", row[2]) for row in data["payment_ids"]]
        return self.draw.choice(parts)

    def _field(self, model, values, kind):
        there = sorted(values.keys() - {"lines", "payment_ids"})
        fields = self.env[model]._fields
        if kind == "added":
            return self.draw.choice(sorted(fields.keys() - values.keys() - {"lines", "payment_ids"}))
        if kind in ("negated", "small", "zeroed"):
            there = [name for name in there if name in fields and fields[name].type in ("float", "monetary", "integer")]
        if kind == "swapped":
            there = [
                name
                for name in there
                if (name in fields and fields[name].comodel_name in self.others) or name == "uuid"
            ]
        if kind == "doubled":
            there = [name for name in there if isinstance(values[name], (int, float, list))]
        return self.draw.choice(there)

    def _value(self, model, name, value, kind):
        field = self.env[model]._fields.get(name)
        if kind == "swapped":
            chosen = self.draw.choice(self.others[field.comodel_name if field.relational else model])
            if not field.relational:
                return self.env[model].browse(chosen)[name]
            return [[6, 0, [chosen]]] if isinstance(value, list) else chosen
        if kind == "other type":
            return self.draw.choice(WRONG)
        if kind == "huge":
            return self.draw.choice(HUGE)
        if kind == "added":
            return self._added(field)
        number = value if isinstance(value, (int, float)) else 0
        return {
            "doubled": value * 2 if not isinstance(value, bool) else not value,
            "negated": -number,
            "zeroed": 0,
            "small": self.draw.choice((0.01, -0.01, 1, number + 1, number - 1, number / 2)),
        }[kind]

    def _added(self, field):
        if field.relational:
            ids = self.others.get(field.comodel_name) or [1, 2, 3]
            chosen = self.draw.choice(ids)
            return chosen if field.type == "many2one" else self.draw.choice(([[6, 0, [chosen]]], [[4, chosen]]))
        if field.type == "selection":
            return self.draw.choice(field.get_values(self.env) or ["x"])
        plain = {
            "boolean": True, "char": "Anything", "text": "Anything", "html": "Anything", "json": {"1": {"2": 100}},
            "date": "2099-01-01", "datetime": "2099-01-01 00:00:00", "binary": "QUJD",
        }  # fmt: skip
        return plain.get(field.type) or self.draw.choice((5000, -5000, 1, 0.01))
