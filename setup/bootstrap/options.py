"""Options that several commands share."""

import argparse


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """A parser with the options of every command that starts Odoo."""
    made = argparse.ArgumentParser(
        prog=f"setup/{name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--odoo",
        metavar="PATH",
        help="an Odoo 19 you have: source checkout or unpacked package (also ODOO_HOME); "
        "else the distribution's package is fetched",
    )
    made.add_argument(
        "--db-url",
        metavar="URL",
        help="a PostgreSQL (13 or newer) you have, as postgresql://user:password@host:port/; "
        "else a private one is started",
    )
    return made
