"""Feed the exported year to *Import Sales History* as a user would, and say how long it took.

    JOURNEY=FOLDER setup/shell -d DB < tests/journey/load_year.py

FOLDER is what `export_year.py` wrote. Every household becomes a member; tiers are reviewed as of the last day of the
data. Running it again adds nothing, and says so.
"""

import base64
import os
import time
from pathlib import Path

FOLDER = Path(os.environ["JOURNEY"])
SOURCE = "Journey"


def load(kind, **options):
    """One file through the feature: read, check, import."""
    path = FOLDER / f"{kind}.csv"
    record = env["member.import"].create(  # noqa: F821 - the shell's
        {
            "name": SOURCE,
            "kind": kind,
            "file_name": path.name,
            "file": base64.b64encode(path.read_bytes()),
        }
    )
    record.action_read()
    record.write(options)
    columns = ", ".join(f"{column.name} → {column.target}" for column in record.column_ids if column.target)
    print(f"\n{path.name}: {columns}")
    work(record, "check", record.action_check)
    if record.bad_count and set(record.error_ids.mapped("code")) == {"unknown"}:
        # The files name some products that their own list lacks: a manager would let those pass.
        report_problems(record)
        record.action_back()
        record.allow_unknown_product = True
        work(record, "check again", record.action_check)
    report_problems(record)
    work(record, "import", record.action_import)
    print(
        f"  read {record.row_count:,}  new {record.new_count:,}  known {record.known_count:,}  bad {record.bad_count:,}"
    )
    return record


def work(record, title, start):
    """Start a job and do it here, in place of the server's scheduler."""
    begin = time.monotonic()
    start()
    env["member.job"]._run_due()  # noqa: F821
    if record.job_state != "done":
        raise SystemExit(f"{title}: {record.job_state}: {record.job_error}")
    print(f"  {title:12} {time.monotonic() - begin:7.1f} s   state {record.state}")


def report_problems(record):
    counts = env["member.import.error"]._read_group(  # noqa: F821
        [("import_id", "=", record.id)], ["code", "target"], ["__count", "value:array_agg_distinct"]
    )
    for code, target, count, values in counts:
        print(f"  {count:,} rows: {code} {target}: {len(values)} values, as {', '.join(values[:3])}")


def make_tiers():
    """Three tiers that part the households, where the shop has none with a threshold."""
    tiers = env["member.tier"]  # noqa: F821
    if not tiers.search([("entry_spend", ">", 0)]):
        tiers.search([]).active = False
        tiers.create(
            [
                {"name": "Classic", "rank": 1},
                {"name": "Silver", "rank": 2, "entry_single": 150, "entry_spend": 1000, "points_multiplier": 1.5},
                {"name": "Gold", "rank": 3, "entry_spend": 3000, "points_multiplier": 2},
            ]
        )


begin = time.monotonic()
make_tiers()
load("members", enrol=True, enrol_date="2017-01-01")
load("products")
load("purchases", review_date="2018-01-01")
env.cr.commit()  # noqa: F821
print(f"\nAll of it: {time.monotonic() - begin:.0f} s")
