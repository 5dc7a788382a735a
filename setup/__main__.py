"""Runs one of the commands: `python setup run`. The scripts beside this file do that."""

import sys

from bootstrap.main import main

sys.exit(main(sys.argv[1:]))
