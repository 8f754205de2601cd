"""The environment that child processes of a server get: what they need to run, and nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

#: No key, no address and no setting of this server is among them.
_PASSED_ON = (
    *("PATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "LC_ALL"),
    *("TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "HOME", "USERPROFILE"),
)


def child_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variables for a child that runs the same code as this process."""
    kept = {name: environ[name] for name in _PASSED_ON if name in environ}
    # The same code, wherever it was found.
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
