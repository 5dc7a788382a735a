"""Where things are kept."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".odoo"
REQUIREMENTS = ROOT / "setup" / "requirements.txt"
CONFIG = STATE / "odoo.conf"
DATA = STATE / "data"

#: tells checkouts apart where they share a folder
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def cache() -> Path:
    """The user's cache folder: heavy downloads that all checkouts share."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "odoo-member-suite"


def addons() -> list[Path]:
    """The addons of this repository, by name."""
    return sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))
