"""Loads the demo data of some addons: python -m bootstrap.demo DATABASE ADDON…

Odoo decides for an addon by what it depends on: ours would come with demo data only where
all of Odoo's own have theirs, other companies and people that nobody asked for.
"""

import sys

import odoo.http  # noqa: F401  (else loading a registry from a script misses it)
from odoo import SUPERUSER_ID, api
from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph
from odoo.modules.registry import Registry
from odoo.tools import config


def main(database: str, names: list[str]) -> None:
    config.parse_config(["-d", database], setup_logging=True)
    with Registry(database).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        graph = ModuleGraph(cursor, mode="load")
        graph.extend(env["ir.module.module"].search([("state", "=", "installed")]).mapped("name"))
        for package in graph:
            if package.name in names and not package.demo:
                loaded = load_demo(env, package, {}, "init")
                # An upgrade asks this whether to look for more of it.
                cursor.execute("UPDATE ir_module_module SET demo = %s WHERE id = %s", [loaded, package.id])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
