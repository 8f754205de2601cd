"""Other servers to measure: each in its own environment under ``.cache/peers``.

``python -m scripts.peers`` locks the newest LiteLLM that is available.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from scripts import installs
from scripts.page import Npm
from scripts.steps import ROOT, StepFailed

SOURCES = ROOT / "bench" / "peers"
INSTALLED = ROOT / ".cache" / "peers"


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
    command = "python -m scripts.peers"
    installs.compile_lock(SOURCES / "litellm.in", command=command, title="Locking LiteLLM")


def _litellm() -> None:
    title = "Installing LiteLLM's proxy"
    installs.provide_python(INSTALLED / "litellm", SOURCES / "litellm.txt", title=title)


def _ai_sdk(npm: Npm) -> None:
    folder, source = INSTALLED / "ai-sdk", SOURCES / "ai-sdk"
    installs.provide_node(folder, source, npm, title="Installing the AI SDK")
    shutil.copy(source / "server.mjs", folder)


if __name__ == "__main__":
    compile_lock()
