"""Open what stands behind the reports' figures: each count of records has to be as many as its domain finds.

    setup/shell -d DB < tests/journey/check_reports.py

Reads every block of every report, as of now and of the last month end; of a table, the first forty rows.
"""

import sys

ROWS = 40
env = env  # noqa: F821 - the shell's


def counts(block):
    """Triplets of column name, count and domain."""
    integers = {column["name"] for column in block["columns"] if column["type"] == "integer"}
    for row in block["rows"][:ROWS]:
        domains = {"members": row.get("_domain"), **row.get("_domains", {})}
        for name, domain in domains.items():
            if name in integers and row.get(name) is not None and domain:
                yield name, row[name], domain


opened, differing = 0, []
for name in sorted(model for model in env if model.startswith("member.report.")):
    report = env[name]
    for day, _label in report._days()[:2]:
        for block_name in report._blocks:
            block = report.read_block(block_name, {"day": day})
            for column, count, domain in counts(block):
                opened += 1
                found = env[block["model"]].search_count(domain)
                if found != count:
                    differing.append(f"{name} {block_name} {day or 'now'} {column}: {count}, opens {found}")
print(f"{opened:,} figures opened, {len(differing)} differ")
if differing:
    sys.exit("\n".join(differing))
