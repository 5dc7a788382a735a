"""A till over the wire: it logs in, opens its session and sends orders by the requests that Odoo's own till sends."""

import http.cookiejar
import json
import urllib.request
from datetime import datetime, timezone
from uuid import uuid4


class ServerError(Exception):
    """What the server answered instead of a result."""


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
            raise ServerError(result["error"]["data"]["message"])
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
        self.programs = [program for program in data["loyalty.program"] if program["member_program"]]
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
            "access_token": str(uuid4()),
            "amount_difference": False,
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "company_id": self.company_id,
            "config_id": self.config_id,
            "date_order": moment,
            "fiscal_position_id": False,
            "general_customer_note": "",
            "internal_note": "",
            "is_tipped": False,
            "last_order_preparation_change": '{"lines":{},"metadata":{}}',
            "lines": [[0, 0, self._line(*line)] for line in lines],
            "name": f"Order {self.sold:05}",
            "nb_print": 0,
            "partner_id": partner_id,
            "payment_ids": [
                [
                    0,
                    0,
                    {
                        "amount": total,
                        "payment_date": moment,
                        "payment_method_id": self.payment_method_id,
                        "payment_status": "",
                        "ticket": "",
                        "uuid": str(uuid4()),
                    },
                ]
            ],
            "pos_reference": f"{self.session_id:05}-001-{self.sold:04}",
            "preset_id": False,
            "pricelist_id": self.pricelist_id,
            "relations_uuid_mapping": {},
            "sequence_number": self.sold,
            "session_id": self.session_id,
            "shipping_date": False,
            "source": "pos",
            "state": "paid",
            "ticket_code": f"t{self.sold:04}",
            "tip_amount": 0,
            "to_invoice": False,
            "tracking_number": f"{self.sold % 1000:03}",
            "user_id": self.client.uid,
            "uuid": str(uuid4()),
        }

    def _line(self, code, quantity, amount):
        product = self.products[code]
        return {
            "attribute_value_ids": [],
            "combo_line_ids": [],
            "combo_parent_id": False,
            "coupon_id": False,
            "customer_note": "",
            "discount": 0,
            "full_product_name": product["display_name"],
            "is_reward_line": False,
            "note": "",
            "pack_lot_ids": [],
            "points_cost": 0,
            "price_extra": 0,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "price_type": "manual",
            "price_unit": round(amount / quantity, 2),
            "product_id": product["id"],
            "qty": quantity,
            "refunded_orderline_id": False,
            "reward_id": False,
            "reward_identifier_code": False,
            "tax_ids": [],
            "uuid": str(uuid4()),
        }

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
