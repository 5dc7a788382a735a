import logging

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker

SUITE = "@member_loyalty"


@tagged("post_install", "-at_install")
class TestTillUnit(HttpCase):
    def test_our_unit_tests(self):
        """Hoot's tests of this addon alone: Odoo's own WebSuite runs those of all addons."""
        said = self.listen()
        try:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hoot_id(SUITE)}",
                "",
                login="admin",
                # With nothing to run, hoot says no more: it's the time that ends it.
                timeout=180,
                success_signal="[HOOT] Test suite succeeded",
                error_checker=unit_test_error_checker,
            )
        except AssertionError as problem:
            raise AssertionError("\n".join(said)) from problem
        self.assertRegex("\n".join(said), r"\[HOOT\] Passed [1-9]\d* tests", "no test ran")

    def listen(self):
        """:return: list of what the browser writes to its console from now on"""
        said = []
        handler = logging.Handler()
        handler.emit = lambda record: said.append(record.getMessage())
        console = self._logger.getChild("browser")
        console.addHandler(handler)
        self.addCleanup(console.removeHandler, handler)
        self.addCleanup(console.setLevel, console.level)
        console.setLevel(logging.INFO)
        return said


def hoot_id(name):
    """What hoot calls a suite in its address: a hash of the name, see HOOTCommon._generate_hash."""
    number = 0
    for character in name:
        number = (31 * number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"
