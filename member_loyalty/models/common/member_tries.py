from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_datetime


class MemberTries(models.AbstractModel):
    """What can be tried again and again until it is right: each wrong try counts, and after some it is locked.

    Each try writes the row. Tills that try at once wait for each other, and the server repeats the second: none goes
    uncounted.
    """

    _name = "member.tries"
    _description = "Counted Attempts"

    failures = fields.Integer("Failed Attempts", readonly=True, copy=False)
    last_try = fields.Datetime("Last Attempt", readonly=True, copy=False)
    locked_until = fields.Datetime(readonly=True, copy=False)

    def _is_locked(self):
        return bool(self.locked_until and self.locked_until > fields.Datetime.now())

    def _count_try(self, is_right, company, most=None):
        """:param most: wrong tries in a row that lock it; without it, as many as the company lets a PIN be wrong"""
        now = fields.Datetime.now()
        values = {"failures": 0 if is_right else self.failures + 1, "last_try": now, "locked_until": False}
        if values["failures"] >= (most or company.member_pin_attempts):
            values |= {"failures": 0, "locked_until": now + timedelta(minutes=company.member_pin_minutes)}
        self.write(values)

    def _locked_until_text(self, company):
        """:return: str, when it can be tried again"""
        return format_datetime(self.env, self.locked_until, tz=company._member_tz(), dt_format="short")
