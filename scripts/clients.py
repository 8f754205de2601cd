"""The clients of others that `make clients` runs: in environments under ``.cache/clients``.

``python -m scripts.clients`` locks the newest ones that are available.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts import installs
from scripts.page import Npm, find_npm
from scripts.steps import ROOT, Command, StepFailed, step

LOCKS = ROOT / "clients" / "locks"
INSTALLED = ROOT / ".cache" / "clients"


class Environment(NamedTuple):
    """An environment and the packages that its lock names."""

    language: str
    name: str

    @property
    def folder(self) -> Path:
        """Where it is installed."""
        return INSTALLED / f"{self.language}-{self.name}"


def environments() -> Iterator[Environment]:
    """Yield every environment that has a lock."""
    for wanted in sorted((LOCKS / "python").glob("*.in")):
        yield Environment("python", wanted.stem)
    for folder in sorted((LOCKS / "node").iterdir()):
        yield Environment("node", folder.name)


def provide(npm: Npm) -> None:
    """Install the locked versions; clients that cannot be installed fail when they are run."""
    for one in environments():
        title = f"Installing clients: {one.language}, {one.name}"
        try:
            if one.language == "python":
                lock = LOCKS / "python" / f"{one.name}.txt"
                installs.provide_python(one.folder, lock, title=title)
            else:
                installs.provide_node(one.folder, LOCKS / "node" / one.name, npm, title=title)
        except StepFailed as error:
            print(error)


def compile_locks(npm: Npm) -> None:
    """Lock the newest versions: of what .in files allow, and what package.json files name."""
    for one in environments():
        title = f"Locking clients: {one.language}, {one.name}"
        if one.language == "python":
            wanted = LOCKS / "python" / f"{one.name}.in"
            installs.compile_lock(wanted, command="python -m scripts.clients", title=title)
        else:
            # What the lock is to have for each package: no registry's name.
            options = [
                "--package-lock-only",
                "--ignore-scripts",
                "--omit-lockfile-registry-resolved",
            ]
            argv = [*npm.argv, "install", *options, "--no-audit", "--no-fund"]
            folder = LOCKS / "node" / one.name
            step(title, Command(argv, cwd=folder, env=npm.environment()))


if __name__ == "__main__":
    compile_locks(find_npm())
