"""The browsers of the tests: those on the PATH, else ones that are installed for them.

Chromium is needed. Firefox and WebKit (as GTK programs have it) are taken from Debian where that is
permitted; elsewhere their tests are named as not run, with a sentence on how to get them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from scripts.environment import PYTHON, tool_environment
from scripts.steps import Command, StepFailed, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Other(NamedTuple):
    """A browser that only a part of the tests needs."""

    name: str
    #: Programs of which one drives it, and one that must be there too.
    drivers: tuple[str, ...]
    screen: str | None
    packages: tuple[str, ...]


OTHERS = (
    Other("Firefox", ("firefox-esr", "firefox"), None, ("firefox-esr",)),
    Other("WebKit", ("WebKitWebDriver",), "Xvfb", ("webkit2gtk-driver", "xvfb")),
)


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
    if _may_install():
        _install("Installing Chromium from Debian", ["chromium"])
    else:
        argv = [PYTHON, "-m", "playwright", "install", "chromium"]
        step("Installing Chromium for Playwright", Command(argv, env=tool_environment()))


def environment() -> dict[str, str]:
    """Return the variable that names Chromium to the tests; empty if there is none."""
    path = find() or _playwrights_own()
    return {"YEOUL_CHROMIUM": path} if path else {}


def find_other(other: Other) -> str | None:
    """Return the path of the program that drives a browser, or None if something is missing."""
    if other.screen and shutil.which(other.screen) is None:
        return None
    paths = (shutil.which(driver) for driver in other.drivers)
    return next((path for path in paths if path and _starts_alone(path)), None)


def provide_others() -> None:
    """Install the other browsers from Debian if permitted; a refusal is printed, and no failure."""
    missing = [other for other in OTHERS if find_other(other) is None]
    if missing and _may_install():
        names = " and ".join(other.name for other in missing)
        packages = [package for other in missing for package in other.packages]
        try:
            _install(f"Installing {names} from Debian", packages)
        except StepFailed as error:
            print(error)


def advice(other: Other) -> str:
    """Return the sentence that says how to get a browser that was not found."""
    if shutil.which("apt-get") is None:
        programs = " and ".join(filter(None, (other.drivers[0], other.screen)))
        return f"{other.name} was not found here; what is needed on the PATH is {programs}."
    install = " ".join(("apt", "install", *other.packages))
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{other.name} was not found here; get it with: {sudo}{install}"


def _starts_alone(path: str) -> bool:
    """Return whether a program starts with a home of its own, as the tests have it."""
    # One in a snap refuses that; and some systems have a placeholder of that name.
    with tempfile.TemporaryDirectory() as home:
        asked = subprocess.run(
            [path, "--help"], env={**os.environ, "HOME": home}, capture_output=True, check=False
        )
    return asked.returncode == 0


def _may_install() -> bool:
    """Return whether this is a Debian whose packages can be installed without asking anybody."""
    return (
        shutil.which("apt-get") is not None
        and os.geteuid() == 0
        and Path("/etc/debian_version").exists()
    )


def _install(title: str, packages: list[str]) -> None:
    env = {**tool_environment(), "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    step(title, Command(["apt-get", "update"], env=env), Command(install, env=env))


def _playwrights_own() -> str | None:
    """Return the path of the Chromium that Playwright has installed, or None."""
    question = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    asked = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None
