"""Programs of others in environments of their own, from locks with hashes: none is a dependency.

An environment remembers the lock that it was installed from, so a second run installs nothing.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from scripts.environment import PYTHON, UV, tool_environment
from scripts.page import Npm
from scripts.steps import Command, step

STAMP = ".digest"
_FORM = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade"),
)


def compile_lock(wanted: Path, *, command: str, title: str) -> None:
    """Lock the newest versions of what ``wanted`` (an .in file) names, in a .txt beside it.

    Raises:
        StepFailed: no versions fit together, or the registry cannot be reached.
    """
    named = ["--custom-compile-command", command, "--output-file", f"{wanted.stem}.txt"]
    argv = [UV, "pip", "compile", wanted.name, *_FORM, *named]
    step(title, Command(argv, cwd=wanted.parent, env=tool_environment()))


def provide_python(folder: Path, lock: Path, *, title: str) -> None:
    """Make an environment at ``folder`` with exactly the packages of ``lock``.

    Raises:
        StepFailed: a package cannot be installed.
    """
    if _is_current(folder, lock):
        return
    env = tool_environment()
    options = ["--no-deps", "--require-hashes", "--no-progress", "--compile-bytecode"]
    python = str(folder / "bin" / "python")
    make = Command([UV, "venv", "--clear", "--python", PYTHON, str(folder)], env=env)
    argv = [UV, "pip", "install", "--python", python, *options, "-r", str(lock)]
    step(title, make, Command(argv, env=env))
    _remember(folder, lock)


def provide_node(folder: Path, source: Path, npm: Npm, *, title: str) -> None:
    """Install exactly the packages that the lock in ``source`` names into a copy of that folder.

    Raises:
        StepFailed: a package cannot be installed.
    """
    lock = source / "package-lock.json"
    if _is_current(folder, lock):
        return
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    argv = [*npm.argv, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    step(title, Command(argv, cwd=folder, env=npm.environment()))
    _remember(folder, lock)


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _digest(lock)


def _remember(folder: Path, lock: Path) -> None:
    (folder / STAMP).write_text(_digest(lock), encoding="utf-8")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
