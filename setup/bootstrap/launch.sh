#!/bin/sh
# Starts a command of setup/ with a Python that Odoo 19 runs on. Plain sh, because
# the `python3` found first may be too old to read the rest.
setup=$(dirname "$(dirname "$(readlink -f "$0")")")

runs_odoo_19() {
    "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
    if runs_odoo_19 "$python"; then
        exec "$python" "$setup" "$@"
    fi
done

cat >&2 <<EOF
Odoo 19 needs Python 3.10, 3.11, 3.12 or 3.13; ${PYTHON:-python3} is $(
    "${PYTHON:-python3}" --version 2>&1 || true).
Install one of these with your system's package manager (on Debian and Ubuntu:
apt install python3 python3-venv) or with pyenv, and start again. To choose one that
is not on the PATH: PYTHON=/path/to/python3.12 $setup/$1
EOF
exit 1
