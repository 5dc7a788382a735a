"""How input that nobody can have meant is refused in words: what is wrong, and the way out."""

import functools
import inspect

from odoo.exceptions import UserError

from ...engine import plain


def refuse_fault(env, fault, what):
    """:param fault: of ``engine.plain``; None is none
    :param what: the field, or what a till sent"""
    if not fault:
        return
    messages = {
        "control": env._("%(what)s contains invalid characters. Enter it again.", what=what),
        "number": env._("%(what)s isn't a number. Enter a number.", what=what),
        "large": env._("%(what)s is too large. Correct it.", what=what),
        "link": env._("%(what)s must be a record. Choose one, or leave it empty.", what=what),
        "date": env._("%(what)s must be a date from 1900 to 2199. Correct it, or leave it empty.", what=what),
        "shape": env._("The till sent data that can't be read (%(what)s). Reload the till and try again.", what=what),
    }
    raise UserError(messages[fault])


def till_question(method):
    """A question that a browser asks: its arguments are looked at before anything is done with them."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def asked(self, *args, **kwargs):
        try:
            given = signature.bind(self, *args, **kwargs).arguments
        except TypeError:
            refuse_fault(self.env, "shape", method.__name__)
        for name, value in given.items():
            if name != "self":
                refuse_fault(self.env, plain.argument_fault(name, value), name)
        return method(self, *args, **kwargs)

    asked._member_is_plain = True
    return asked
