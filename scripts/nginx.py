"""An nginx for the measurements: the system's, else Debian's package unpacked in ``.cache``.

It is unpacked and not installed: installing it would start a server on port 80.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from scripts.environment import tool_environment
from scripts.steps import ROOT, Command, StepFailed, step

FOLDER = ROOT / ".cache" / "nginx"
UNPACKED = FOLDER / "usr" / "sbin" / "nginx"
#: Folders where nginx is installed, outside an ordinary user's PATH.
SYSTEM = "/usr/sbin:/usr/local/sbin"


def find() -> str | None:
    """Return the path of an nginx that starts, or None."""
    for path in (shutil.which("nginx"), shutil.which("nginx", path=SYSTEM), str(UNPACKED)):
        if path and _starts(path):
            return path
    return None


def provide() -> None:
    """Unpack Debian's nginx if there is none; if that fails, the rows for nginx say so."""
    if find() is not None or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    fetch = Command(["apt-get", "download", "nginx"], cwd=FOLDER, env=tool_environment())
    try:
        try:
            step("Fetching nginx from Debian", fetch)
        except StepFailed:  # root may need to update the list first; others may not
            step("Updating Debian's list", Command(["apt-get", "update"], env=tool_environment()))
            step("Fetching nginx from Debian", fetch)
        package = next(FOLDER.glob("nginx_*.deb"))
        unpack = ["dpkg-deb", "--extract", str(package), str(FOLDER)]
        step("Unpacking nginx", Command(unpack, env=tool_environment()))
    except (StepFailed, StopIteration):
        print("  There is no nginx here, and Debian's is not available: it is not measured.")


def environment() -> dict[str, str]:
    """Return the variable that names nginx to the measurements; empty without one."""
    path = find()
    return {"YEOUL_NGINX": path} if path else {}


def _starts(path: str) -> bool:
    if not Path(path).exists():
        return False
    return subprocess.run([path, "-v"], capture_output=True, check=False).returncode == 0
