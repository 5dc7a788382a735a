"""Opening the till beside Odoo's addons alone, and among a million members: what the browser fetches, how long it waits.

The page and the three requests that fill the till, over HTTP from two servers in turn. The shop of Odoo's addons alone
has as many customers, with a loyalty programme: a till loads the first hundred of them either way.
"""

import http.cookiejar
import json
import statistics
import urllib.request

from crowd import Crowd
from paired import in_turn

FEW, MANY = 1_000, 1_000_000
OPENINGS = 10


def run(shop):
    """Ratios of bytes and time."""
    from till import Till

    Till(shop.core, customers=FEW)
    few, many, core = (_Browser(one) for one in (Crowd(FEW), Crowd(MANY), shop.core))
    alone = in_turn(few.open_till, core.open_till, pairs=OPENINGS, warm_up=2)
    yield alone.row("time to open, ours to Odoo's addons alone", limit=1.1)
    yield _bytes("ours to Odoo's addons alone", few, core)
    measured = in_turn(many.open_till, few.open_till, pairs=OPENINGS, warm_up=2)
    yield measured.row("time to open, a million members to a thousand", limit=1.1)
    yield _bytes("a million members to a thousand", many, few)
    times = {"a million": measured.ours, "a thousand": measured.reference, "Odoo's addons alone": alone.reference}
    for name, seconds in times.items():
        yield {"metric": f"time to open, {name}", "value": 1000 * statistics.median(seconds), "unit": "ms"}
    for name, browser in zip(times, (many, few, core), strict=True):
        yield {"metric": f"bytes to open, {name}", "value": browser.bytes, "unit": "bytes"}


def _bytes(metric, ours, reference):
    value = ours.bytes / reference.bytes
    return {"metric": f"bytes to open, {metric}", "value": value, "unit": "ratio", "limit": 1.1}


class _Browser:
    def __init__(self, shop):
        from till import CASHIER

        with shop.env() as env:
            config = env["pos.config"].search([("name", "=", "Till")])
            self.config, self.session = config.id, config.current_session_id.id
        self.url = shop.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._json("/web/session/authenticate", {"db": shop.database, "login": CASHIER, "password": CASHIER})
        self.bytes = 0

    def open_till(self):
        """What point_of_sale's data service does when a browser opens a till that it doesn't know yet."""
        self.bytes = len(self._fetch(f"/pos/ui/{self.config}"))
        models = list(self._call("load_data_params"))
        self._call("load_data", models, context={"pos_last_server_date": False, "pos_limited_loading": True})
        self._call("filter_local_data", {})

    def _call(self, method, *args, **kwargs):
        params = {"model": "pos.session", "method": method, "args": [[self.session], *args], "kwargs": kwargs}
        return self._json(f"/web/dataset/call_kw/pos.session/{method}", params)

    def _json(self, path, params):
        answer = self._fetch(path, json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode())
        self.bytes = getattr(self, "bytes", 0) + len(answer)
        return json.loads(answer)["result"]

    def _fetch(self, path, data=None):
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"} if data else {})
        with self.opener.open(request) as response:
            return response.read()
