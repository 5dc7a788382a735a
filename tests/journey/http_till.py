"""A till over the wire: it logs in, opens its session and sends orders by the requests that Odoo's own till sends."""

import http.cookiejar
import json
import urllib.request
from datetime import datetime, timezone
from uuid import uuid4

# The browser sends these, too, where it has nothing to say.
UNUSED_OF_ORDER = [
    "account_move",
    "amount_difference",
    "create_date",
    "create_uid",
    "fiscal_position_id",
    "floating_order_name",
    "has_deleted_line",
    "is_refund",
    "is_tipped",
    "next_online_payment_amount",
    "preset_id",
    "preset_time",
    "shipping_date",
    "source",
    "tip_amount",
    "to_invoice",
    "write_date",
    "write_uid",
]
UNUSED_OF_LINE = [
    "combo_item_id",
    "combo_parent_id",
    "coupon_id",
    "customer_note",
    "discount",
    "extra_tax_data",
    "is_reward_line",
    "note",
    "points_cost",
    "refunded_orderline_id",
    "reward_id",
    "reward_identifier_code",
    "write_date",
]
UNUSED_OF_PAYMENT = [
    "card_brand",
    "card_no",
    "card_type",
    "cardholder_name",
    "is_change",
    "payment_status",
    "ticket",
    "transaction_id",
]


class ServerError(Exception):
    """What the server answered instead of a result.

    :param kind: the exception's name, as odoo.exceptions.UserError
    """

    def __init__(self, message, kind=""):
        super().__init__(message)
        self.kind = kind


class Client:
    """A logged-in user of a database, calling public methods by JSON-RPC."""

    def __init__(self, url, database, login, password):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        user = self.post("/web/session/authenticate", {"db": database, "login": login, "password": password})
        self.uid = user["uid"]

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=120) as answer:
            result = json.load(answer)
        if "error" in result:
            data = result["error"]["data"]
            raise ServerError(data["message"], data["name"])
        return result.get("result")


class HttpTill:
    """An open session at a till.

    :param client: the cashier's :class:`Client`
    """

    def __init__(self, client, config_id):
        self.client = client
        self.config_id = config_id
        client.call("pos.config", "open_ui", [config_id])
        [config] = client.call("pos.config", "read", [config_id], ["current_session_id"])
        self.session_id = config["current_session_id"][0]
        client.call("pos.session", "set_opening_control", [self.session_id], 0, "")
        data = client.call("pos.session", "load_data", [self.session_id], [])
        self.payment_method_id = data["pos.config"][0]["payment_method_ids"][0]
        self.pricelist_id = data["pos.config"][0]["pricelist_id"]
        self.company_id = data["res.company"][0]["id"]
        self.programs = [program for program in data["loyalty.program"] if program.get("member_program")]
        self.products = {product["default_code"]: product for product in data["product.product"]}
        self.sold = 0

    def order(self, partner_id, lines, moment=None):
        """A paid order, in the words of the till's ``serializeForORM``.

        :param lines: list of (product reference, quantity, amount of the line); products carry no tax
        :param moment: UTC, now by default
        """
        self.sold += 1
        moment = (moment or datetime.now(timezone.utc)).strftime("%Y-%m-%d %H:%M:%S")
        total = round(sum(amount for _code, _quantity, amount in lines), 2)
        return {
            **dict.fromkeys(UNUSED_OF_ORDER, False),
            "access_token": str(uuid4()),
            "name": "/",
            "last_order_preparation_change": '{"lines":{},"metadata":{}}',
            "date_order": moment,
            "user_id": self.client.uid,
            "amount_tax": 0,
            "amount_total": total,
            "amount_paid": total,
            "amount_return": 0,
            "company_id": self.company_id,
            "pricelist_id": self.pricelist_id,
            "partner_id": partner_id,
            "sequence_number": 0,
            "session_id": self.session_id,
            "state": "paid",
            "general_customer_note": "",
            "internal_note": "",
            "nb_print": 0,
            "pos_reference": f"{self.session_id:05}-1-{self.sold:06}",
            "ticket_code": f"t{self.sold:04}",
            "tracking_number": f"{self.sold % 1000:03}",
            "uuid": str(uuid4()),
            "reversed_move_ids": [],
            "payment_ids": [[0, 0, self._payment(total, moment)]],
            "lines": [[0, 0, self._line(*line)] for line in lines],
        }

    def _payment(self, amount, moment):
        return {
            **dict.fromkeys(UNUSED_OF_PAYMENT, False),
            "amount": amount,
            "payment_date": moment,
            "payment_method_id": self.payment_method_id,
            "uuid": str(uuid4()),
        }

    def _line(self, code, quantity, amount):
        product = self.products[code]
        return order_line(product["id"], product["display_name"], quantity, amount)

    def sync(self, order):
        """:return: id of the stored order"""
        answer = self.client.call("pos.order", "sync_from_ui", [order])
        return next(row["id"] for row in answer["pos.order"] if row["uuid"] == order["uuid"])

    def confirm(self, order_id, order):
        """The till's second call: the points it counted, under the temporary card that it gave the customer."""
        counted = {
            str(-place): {
                "points": order["amount_total"],
                "program_id": program["id"],
                "coupon_id": -place,
                "barcode": False,
                "partner_id": order["partner_id"],
            }
            for place, program in enumerate(self.programs, start=1)
        }
        return self.client.call("pos.order", "confirm_coupon_programs", [order_id], counted)


def order_line(product_id, name, quantity, amount):
    """A line as the browser sends it."""
    return {
        **dict.fromkeys(UNUSED_OF_LINE, False),
        "product_id": product_id,
        "full_product_name": name,
        "qty": quantity,
        "price_unit": round(amount / quantity, 2),
        "price_subtotal": amount,
        "price_subtotal_incl": amount,
        "price_extra": 0,
        "price_type": "manual",
        "tax_ids": [],
        "uuid": str(uuid4()),
        "attribute_value_ids": [],
        "combo_line_ids": [],
        "refund_orderline_ids": [],
        "pack_lot_ids": [],
        "custom_attribute_value_ids": [],
    }
