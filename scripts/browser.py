"""A real Chromium for the tests: the one on the PATH, else one that is installed for them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from scripts.environment import PYTHON, tool_environment
from scripts.steps import Command, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium on the PATH that starts, or None."""
    for name in NAMES:
        path = shutil.which(name)
        # Some systems have a placeholder of that name, which only says what to install.
        if (
            path
            and subprocess.run([path, "--version"], capture_output=True, check=False).returncode
            == 0
        ):
            return path
    return None


def provide() -> None:
    """Install Chromium if the PATH has none: from Debian if permitted, else by Playwright.

    Raises:
        StepFailed: it cannot be installed.
    """
    if find() is not None or _playwrights_own() is not None:
        return
    if shutil.which("apt-get") and os.geteuid() == 0 and Path("/etc/debian_version").exists():
        env = {**tool_environment(), "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
        commands = (Command(["apt-get", "update"], env=env), Command(install, env=env))
        step("Installing Chromium from Debian", *commands)
    else:
        argv = [PYTHON, "-m", "playwright", "install", "chromium"]
        step("Installing Chromium for Playwright", Command(argv, env=tool_environment()))


def environment() -> dict[str, str]:
    """Return the variable that names Chromium to the tests; empty if there is none."""
    path = find() or _playwrights_own()
    return {"YEOUL_CHROMIUM": path} if path else {}


def _playwrights_own() -> str | None:
    """Return the path of the Chromium that Playwright has installed, or None."""
    question = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    asked = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None
