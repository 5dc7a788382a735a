"""The environment that Odoo is started in."""

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import postgres, server
from bootstrap.odoo import Odoo


def test_odoo_finds_itself_again():
    """On SIGHUP Odoo starts itself anew by the name of its interpreter, which looks on the PATH for where it lives."""
    environ = server.environ(postgres.from_environ(), Odoo(Path("code"), Path("odoo-bin")))
    again = "import os, sys; os.execve(sys.executable, ['python', '-c', 'import sys; print(sys.prefix)'], os.environ)"
    # As if the environment's folder were not on the caller's PATH.
    environ["PATH"] = environ["PATH"].replace(os.environ["PATH"], os.defpath)
    done = subprocess.run([sys.executable, "-c", again], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == sys.prefix
