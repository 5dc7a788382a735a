"""Which addons of a database are behind the code.

The state at the last installation is kept in the database's comment, where it lives
and dies with the database.
"""

import json

from .database import Databases
from .paths import addons
from .template import content

#: what Odoo reads from the files each time, or never
NEVER_LOADED = {"tests", "static", "readme"}


def state() -> dict[str, str]:
    """A hash of each addon's present content."""
    return {addon.name: content(addon, NEVER_LOADED) for addon in addons()}


def record(databases: Databases, name: str) -> None:
    """Note that a database has the present state."""
    databases.set_note(name, json.dumps(state()))


def behind(databases: Databases, name: str) -> tuple[list[str], list[str]]:
    """The addons to install and those to upgrade."""
    now, then = state(), json.loads(databases.note(name) or "{}")
    new = sorted(now.keys() - then.keys())
    changed = sorted(addon for addon in now.keys() & then.keys() if now[addon] != then[addon])
    return new, changed
