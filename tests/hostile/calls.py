"""What anybody can call by name: read from the registry, by the rules that Odoo itself goes by."""

import inspect
import re
import traceback
from dataclasses import dataclass

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

OURS = "odoo.addons.member_"
#: what stands between a statement and the code that it is run for
_FRAMEWORK = re.compile(r"/odoo/(sql_db|tools|orm|api|fields|models|service)|/psycopg2/")
#: models that hold what members own: what our part of every model does is asked of these
HOLDING = ("res.partner", "pos.order", "loyalty.card", "member.ledger.entry", "member.purchase", "member.card")


@dataclass
class Call:
    role: str
    model: str
    name: str
    kind: str
    ids: list
    args: list
    context: dict

    def __str__(self):
        return f"{self.role}: {self.model}.{self.name} on {self.ids} with {str(self.args)[:300]} ({self.kind})"


def public_methods(env):
    """:return: list of (model, method name) that our addons bring or change, new ones included"""
    found = []
    for model, model_class in sorted(env.registry.items()):
        names = {
            name
            for part in model_class.mro()
            if part.__module__.startswith(OURS) and (part._name != "base" or model in HOLDING)
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_")
        }
        # A model without a table has no records that a method could be called on.
        callable_ = [name for name in sorted(names) if is_of_model(model_class, name) or not model_class._abstract]
        found += [(model, name) for name in callable_ if _is_public(env[model], name)]
    return found


def is_ours(model):
    return (model._original_module or "").startswith("member_")


def is_of_model(model_class, name):
    """Whether a method is called on the model as a whole, without ids."""
    return getattr(getattr(model_class, name), "_api_model", False)


def place_of(error):
    """:return: (where an error was raised, whether that is our code), the framework beneath left out"""
    frames = traceback.extract_tb(error.__traceback__)
    frame = next(frame for frame in reversed(frames) if not _FRAMEWORK.search(frame.filename))
    ours = re.search(r"/(member_\w+/.*)", frame.filename)
    return (f"{ours[1]}:{frame.lineno}", True) if ours else (frame.filename, False)


def parameters(model, name):
    """:return: list of the names of what a method is called with, beside the records"""
    signature = inspect.signature(get_public_method(model, name))
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one.name for one in list(signature.parameters.values())[1:] if one.kind not in kinds]


def _is_public(model, name):
    try:
        get_public_method(model, name)
    except AccessError:
        return False
    return True
