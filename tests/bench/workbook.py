"""What a list of members costs as a workbook: half a million rows with all their columns, as the background writes it,
against a bare loop of xlsxwriter over the same query; and the memory that a fresh process needs for it.

Ours writes in batches, each with its commit, and makes one file of them. The loop writes what the query gives, as it
is: no formats, no names for what is stored as a key.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = 500_000
PAIRS = 3
#: megabytes
MOST_MEMORY = 300


def run(shop):
    """The ratio of time, and megabytes."""
    from generate import generate
    from paired import in_turn

    with shop.env() as env:
        generate(env, ROWS, 2 * ROWS, lambda text: print(f"  {text}", file=sys.stderr))
        definition = env["member.metrics.definition"]._of(env.company)
        env["member.metrics"]._refresh_all(definition, env.company._member_today())
        env.user.group_ids |= env.ref("base.group_allow_export")
        env.cr.commit()
    measured = in_turn(lambda: write(shop), lambda: write_bare(shop), pairs=PAIRS, warm_up=0)
    yield measured.row(f"{ROWS:,} rows, to a bare loop", limit=1.5)
    yield {"metric": f"{ROWS:,} rows", "value": sorted(measured.ours)[PAIRS // 2], "unit": "s"}
    yield {"metric": "a bare loop", "value": sorted(measured.reference)[PAIRS // 2], "unit": "s"}
    for name, what in (("peak memory of a process that writes it", "write"), ("of one that only starts", "start")):
        limit = {"limit": MOST_MEMORY} if what == "write" else {}
        yield {"metric": name, "value": fresh_process(shop, what), "unit": "MB", **limit}


def write(shop):
    """All batches of the background, as the cron does them."""
    with shop.env() as env:
        workbook = env["member.workbook"]._make_members([])
        env.cr.commit()
        job = workbook.job_id
        while job.state in ("queued", "running"):
            job._run_batch()
            env.cr.commit()
            env.invalidate_all()
        if (job.state, workbook.rows) != ("done", ROWS):
            raise RuntimeError(f"{job.state} after {workbook.rows} rows: {job.error}")
        workbook.unlink()
        env.cr.commit()


def write_bare(shop):
    import xlsxwriter

    with shop.env() as env, tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        metrics = env["member.workbook"].new({"asked": {"order": None}})
        ids = env["member.metrics"].search([])._ids
        book = xlsxwriter.Workbook(file.name, {"constant_memory": True})
        sheet = book.add_worksheet()
        with env.cr._cnx.cursor("bare") as cursor:
            query = metrics._member_query(ids, metrics._member_columns())
            cursor.execute(query.code, query.params)
            for number, row in enumerate(cursor):
                sheet.write_row(number, 0, row)
        book.close()


def fresh_process(shop, what):
    """:return: peak of resident memory in megabytes"""
    command = [sys.executable, __file__, shop.database, what]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


class _Named:
    """The shop that another process works on."""

    def __init__(self, database):
        from shop import Shop

        self.database, self.env = database, lambda: Shop.env(self)


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    named = _Named(sys.argv[1])
    if sys.argv[2] == "write":
        write(named)
    else:
        named.env().__enter__()
    # As the kernel tells it of this process alone: getrusage begins with what the parent had.
    [peak] = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(int(peak) / 1024)
