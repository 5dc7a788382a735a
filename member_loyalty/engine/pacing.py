"""How much background work does at a time: pieces of some seconds, and runs that end far from Odoo's limits."""

#: what a piece should take: long enough to be worth a commit, short enough to be stopped and to make way for others
PIECE_SECONDS = 4
#: a run of a server without limits
LONGEST_RUN = 60


def run_seconds(real, cpu):
    """How long a run may begin new pieces.

    A third and a half leave room for a piece that takes longer than the last one did, and for other scheduled actions
    that Odoo counts together with this one.

    :param real: seconds after which Odoo ends a scheduled action, 0 for never
    :param cpu: seconds of computing after which it does

    >>> run_seconds(120, 60), run_seconds(60, 60), run_seconds(0, 0)
    (30.0, 20.0, 60)
    """
    return min([real / 3] * (real > 0) + [cpu / 2] * (cpu > 0) + [LONGEST_RUN])


def next_size(size, seconds):
    """How many records the next piece takes, from what the last one took. It grows slowly and shrinks fast: the next
    records may be heavier.

    >>> next_size(100, 4), next_size(100, 0.1), next_size(100, 8), next_size(100, 100), next_size(1, 100)
    (100, 200, 50, 10, 1)
    """
    factor = PIECE_SECONDS / max(seconds, 0.001)
    return max(int(size * min(max(factor, 0.1), 2)), 1)
