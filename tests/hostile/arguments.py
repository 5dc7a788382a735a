"""What a method may be called with: by the names of its parameters and of the keys that it looks for."""

import inspect
import re
from functools import cache

#: values of a type that a caller's screen or scanner may send, and that mean nothing
JUNK = {
    str: ("", "1", "x", "NaN", "\x00", "a\x00b", "9999-12-31", "é" * 3000, None, False),
    int: (0, -1, 2**31, 2**70, 1.5, float("nan"), float("inf"), -1e308, None, False),
    bool: (False, None),
    list: ([], [0], [2**70], [-1]),
    dict: ({},),
}
#: any value in any place
ANYTHING = (*(one for some in JUNK.values() for one in some), [1], [[]], ["x"], [None], {"id": 1}, {"1": "x"})
#: what a parameter or key of such a name holds
BY_NAME = {
    "default": {"name": "Somebody Else"},
    "pin": "1234",
    "old_pin": "1234",
    "repeated": "1234",
    "name": "Somebody Else",
    "email": "evil@example.com",
    "reason": "Because",
    "note": "Because",
    "consent": True,
    "lost": True,
    "amount": 10,
    "new_balance": 5000,
    "points": 5000,
    "offset": 0,
    "filters": {},
    "new_codes": [],
    "ticket_image": "QUJD",
    "basic_image": "QUJD",
    "key": "any-key",
    "domain": [],
    "order": None,
    "block": "figures",
    "fields": ["id"],
    "fields_to_export": ["id", "display_name"],
    "field_names": ["name"],
    "fields_list": ["partner_id"],
    "fields_spec": {"name": {}, "phone": {}, "email": {}},
}


#: text of a class; to find it, Python reads the file anew each time
source = cache(inspect.getsource)


class Arguments:
    """:param records: :class:`Records` of those whom the arguments are about"""

    def __init__(self, env, records, draw):
        self.env = env
        self.records = records
        #: random.Random
        self.draw = draw

    def plausible(self, model, method, parameters):
        blocks = list(getattr(model, "_blocks", ()))
        if method == "read_block" and blocks:
            return [self.draw.choice(blocks), {}]
        return [self._named(name, self._keys(model, method, name)) for name in parameters]

    def anything(self, parameters):
        return [self.draw.choice(ANYTHING) for _name in parameters]

    def junk(self, model, method, parameters):
        """Plausible, with one value of its type that means nothing."""
        values = self.plausible(model, method, parameters)
        self._spoil(values, self.draw.randrange(len(values)))
        return values

    def _spoil(self, values, place):
        value = values[place]
        if isinstance(value, (dict, list)) and value and self.draw.random() < 0.8:
            value = values[place] = value.copy()
            self._spoil(value, self.draw.choice(sorted(value) if isinstance(value, dict) else range(len(value))))
            return
        kind = next((kind for kind in (bool, str, list, dict) if isinstance(value, kind)), int)
        values[place] = self.draw.choice(JUNK[kind])

    def written(self, model):
        """Values of one or two fields that somebody would like to change."""
        kinds = ("binary", "properties", "properties_definition")
        names = [name for name, field in model._fields.items() if field.store and field.type not in kinds]
        chosen = self.draw.sample(sorted(names), k=min(2, len(names)))
        return {name: self._of_field(model._fields[name]) for name in chosen}

    def _of_field(self, field):
        if field.type == "many2one":
            return self.records.of(field.comodel_name).id
        if field.type in ("one2many", "many2many"):
            return [(6, 0, self.records.of(field.comodel_name).ids)]
        if field.type == "selection":
            values = field.get_values(self.env)
            return self.draw.choice(values) if values else False
        if field.type in ("date", "datetime"):
            return "2001-01-01"
        return {"boolean": True, "json": {"a": 1}, "char": "Anything", "text": "Anything"}.get(field.type, 5000)

    def _named(self, name, keys=()):
        if name in BY_NAME:
            return BY_NAME[name]
        if name in ("phone", "query", "brought_by"):
            return self.draw.choice([self.records.partner.phone, self.records.partner.member_number])
        if name == "card_number":
            return self.records.partner.member_card_id.number
        if name.endswith("uuid"):
            return self.records.of("pos.order").uuid
        if name.endswith(("_id", "_ids")):
            ids = self._referred(name.removesuffix("s").removesuffix("_id")).ids
            return ids if name.endswith("_ids") else ids and ids[0]
        if name in ("point_changes", "coupon_data"):
            card = self.records.of("loyalty.card")
            claim = {"points": 1000, "program_id": card.program_id.id, "coupon_id": card.id, "partner_id": 1}
            return {str(card.id): 1000 if name == "point_changes" else claim}
        if name in ("vals_list", "vals", "values", "orders", "spending", "quantities", "topups") or keys:
            return self._filled(name, keys)
        return self.draw.choice(ANYTHING)

    def _filled(self, name, keys):
        if name in ("spending", "topups", "quantities"):
            return {str(self._referred("product" if name == "quantities" else "program").id): 5}
        values = {key: self._named(key) for key in sorted(keys)}
        return [values] if name in ("vals_list", "orders") else values

    def _referred(self, base):
        guesses = (base, f"res.{base}", f"member.{base}", f"pos.{base}", f"loyalty.{base}", f"product.{base}")
        names = [guess.replace("_", ".") for guess in (*guesses, f"pos.order.{base}", f"member.card.{base}")]
        return self.records.of(next((name for name in names if name in self.env), "res.partner"))

    def _keys(self, model, method, parameter):
        """The keys that our code looks for in a dict, as it stands in its class."""
        found = set()
        for part in type(model).mro():
            if part.__module__.startswith("odoo.addons.member_") and method in vars(part):
                text = source(part)
                found |= set(re.findall(rf"""\b{parameter}(?:\.get\(|\[)["'](\w+)["']""", text))
        return found
