"""The lock files in requirements/: compiled from pyproject.toml, complete and with hashes.

They name no registry and no folder, so they install from any mirror. Each carries a digest of its
sources, so that an outdated lock is noticed without a network.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import NamedTuple

from scripts.environment import UV, lock_file, tool_environment
from scripts.steps import ROOT, Command, step

TITLE = "make lock"
STAMP = "# of pyproject.toml: sha256 "


class Lock(NamedTuple):
    """One lock file and the parts of pyproject.toml that it holds."""

    name: str
    parts: tuple[str, ...]


PROJECT = ("pyproject.toml", "--extra", "accounts", "--extra", "documents", "--extra", "local")
#: What an image for many workers has, beside what all servers have.
SERVER = ("--extra", "accounts", "--extra", "workers")
SAME_VERSIONS = ("--constraint", "requirements/dev.txt")

#: The largest first: the others take its versions, so that one environment fits them all.
LOCKS = (
    Lock("dev", (*PROJECT, "--extra", "workers", "--group", "dev")),
    Lock("run", (*PROJECT, "--group", "bench", "--group", "model", *SAME_VERSIONS)),
    Lock("server", ("pyproject.toml", *SERVER, *SAME_VERSIONS)),
    Lock("build", ("--group", "build", *SAME_VERSIONS)),
    Lock("node", ("--group", "node")),
)


def compile_all(*, upgrade: bool) -> None:
    """Compile every lock; locked versions stay where possible, unless ``upgrade``.

    Raises:
        StepFailed: no versions fit together, or the registry cannot be reached.
    """
    for lock in LOCKS:
        target = lock_file(lock.name)
        command = Command(_argv(lock, target, upgrade=upgrade), env=tool_environment())
        step(f"Compiling requirements/{lock.name}.txt", command)
        before, title, after = target.read_text(encoding="utf-8").partition(f"{TITLE}\n")
        stamped = f"{before}{title}{STAMP}{digest(ROOT)}\n{after}"
        target.write_text(stamped, encoding="utf-8")


def stale(root: Path) -> list[str]:
    """Return the names of the lock files that are older than pyproject.toml."""
    expected = f"{STAMP}{digest(root)}\n"
    files = [root / "requirements" / f"{lock.name}.txt" for lock in LOCKS]
    return [file.name for file in files if expected not in file.read_text(encoding="utf-8")]


def _argv(lock: Lock, target: Path, *, upgrade: bool) -> list[str]:
    # Any platform and any Python that Yeoul supports must be able to install from the file.
    resolution = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    form = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet"]
    newer = ["--upgrade"] if upgrade else []
    # The path is relative, since uv may write it into the file.
    output = ["--custom-compile-command", TITLE, "--output-file", str(target.relative_to(ROOT))]
    return [UV, "pip", "compile", *lock.parts, *resolution, *form, *newer, *output]


def digest(root: Path) -> str:
    """Return a digest of everything in pyproject.toml that determines a lock's content."""
    tree = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = tree["project"]
    decides = [
        project["requires-python"],
        project["dependencies"],
        project["optional-dependencies"],
        tree["dependency-groups"],
        tree["tool"]["uv"],
    ]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
