"""Other servers to measure: each in its own environment under ``.cache/peers``.

None of them is a dependency. Both are locked with hashes; ``python -m scripts.peers`` locks the
newest LiteLLM that is available.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from scripts.environment import PYTHON, UV, tool_environment
from scripts.page import Npm
from scripts.steps import ROOT, Command, StepFailed, step

SOURCES = ROOT / "bench" / "peers"
INSTALLED = ROOT / ".cache" / "peers"
STAMP = ".digest"


def provide(npm: Npm) -> None:
    """Install the locked versions; a server that cannot be installed is not measured."""
    for install in (_litellm, lambda: _ai_sdk(npm)):
        try:
            install()
        except StepFailed as error:
            print(error)


def environment(npm: Npm) -> Mapping[str, str]:
    """Return the environment in which the measurements start them, with the Node of ``npm``."""
    return {"PATH": npm.environment()["PATH"]}


def compile_lock() -> None:
    """Lock the newest LiteLLM whose packages are all available."""
    form = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    form += ["--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade"]
    named = ["--custom-compile-command", "python -m scripts.peers"]
    argv = [UV, "pip", "compile", "litellm.in", *form, *named, "--output-file", "litellm.txt"]
    step("Locking LiteLLM", Command(argv, cwd=SOURCES, env=tool_environment()))


def _litellm() -> None:
    folder, lock = INSTALLED / "litellm", SOURCES / "litellm.txt"
    if _is_current(folder, lock):
        return
    env = tool_environment()
    options = ["--no-deps", "--require-hashes", "--no-progress", "--compile-bytecode"]
    python = str(folder / "bin" / "python")
    make = Command([UV, "venv", "--clear", "--python", PYTHON, str(folder)], env=env)
    argv = [UV, "pip", "install", "--python", python, *options, "-r", str(lock)]
    step("Installing LiteLLM's proxy", make, Command(argv, env=env))
    _remember(folder, lock)


def _ai_sdk(npm: Npm) -> None:
    folder, source = INSTALLED / "ai-sdk", SOURCES / "ai-sdk"
    if not _is_current(folder, source / "package-lock.json"):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        argv = [*npm.argv, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        step("Installing the AI SDK", Command(argv, cwd=folder, env=npm.environment()))
        _remember(folder, source / "package-lock.json")
    shutil.copy(source / "server.mjs", folder)


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _digest(lock)


def _remember(folder: Path, lock: Path) -> None:
    (folder / STAMP).write_text(_digest(lock), encoding="utf-8")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


if __name__ == "__main__":
    compile_lock()
