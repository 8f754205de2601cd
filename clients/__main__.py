"""``python -m clients``: runs every client, and says which of them read all that they must.

A client is a file in ``python/``, ``node/`` or ``browser/``. A line ``in: …`` in it names the
environments in which it runs, a line ``asks: …`` another model than the one that tells a text. It
ends with status 0 if it has read all that it must; what that is, it says itself. The programs of
examples/ that need such an environment are run too: each has to print the whole answer.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from scripts.clients import Environment
from scripts.environment import PYTHON
from scripts.page import find_npm
from scripts.steps import ROOT
from tests.e2e.processes import ServerProcess, server_process
from yeoul.providers.script_steps import RIVER

HERE = ROOT / "clients"
EXAMPLES = ROOT / "examples" / "gateway"
LIMIT_S = 180
#: What of the person's environment a client sees.
KEPT = ("PATH", "LANG", "TMPDIR", "YEOUL_CHROMIUM")
MODEL, SLOW_MODEL = "scripted:river", "scripted:river@100"
QUESTION = "What is a ford?"
_IN = re.compile(r"^(?:#|//) in: (.+)$", re.MULTILINE)
_ASKS = re.compile(r"^(?:#|//) asks: (.+)$", re.MULTILINE)
#: The environment of each example; those beside them are run by `make test`.
EXAMPLES_IN = {
    "openai_chat.py": Environment("python", "newest"),
    "openai-chat.mjs": Environment("node", "newest"),
    "langchain_chat.py": Environment("python", "newest"),
    "ollama_chat.py": Environment("python", "newest"),
    "llm.sh": Environment("python", "newest"),
}


class Client(NamedTuple):
    """A program of ours around a client of others, in one environment."""

    file: Path
    environment: Environment
    model: str = MODEL
    #: Whether it has to print the answer, for it does not check what it reads.
    prints: bool = False

    @property
    def title(self) -> str:
        """Its name in the report."""
        where = self.file.relative_to(ROOT).as_posix()
        return f"{where} ({self.environment.name})"

    def argv(self) -> list[str]:
        """Return the command that runs it."""
        folder = self.environment.folder
        if self.file.suffix == ".mjs":
            # Node looks for packages beside the file.
            shutil.copy(HERE / "node" / "must-read.mjs", folder)
            return [node(), str(shutil.copy(self.file, folder))]
        if self.file.suffix == ".sh":
            return ["sh", str(self.file)]
        named = self.environment.name == "dev"
        return [PYTHON if named else str(folder / "bin" / "python"), str(self.file)]

    def run(self, env: Mapping[str, str]) -> str:
        """Run it and return what it says of a failure; empty if it has read all."""
        path = os.pathsep.join([str(self.environment.folder / "bin"), env["PATH"]])
        if self.environment.name == "dev":
            ours = [str(ROOT), str(ROOT / "src"), env["PYTHONPATH"]]
            env = {**env, "PYTHONPATH": os.pathsep.join(ours)}
        try:
            done = subprocess.run(
                self.argv(),
                env={**env, "PATH": path},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if done.returncode != 0:
            return done.stdout + done.stderr
        if self.prints and " ".join(RIVER.split()) not in " ".join(done.stdout.split()):
            return f"It has not printed the whole answer:\n{done.stdout}{done.stderr}"
        return ""


def node() -> str:
    """Return the Node that the page is built with."""
    return str(Path(find_npm().bin) / "node")


def clients() -> Iterator[Client]:
    """Yield every client in each of its environments, and the examples."""
    for language, pattern in (("python", "*.py"), ("node", "*.mjs"), ("browser", "*.py")):
        for file in sorted((HERE / language).glob(pattern)):
            text = file.read_text(encoding="utf-8")
            named, asks = _IN.search(text), _ASKS.search(text)
            for name in named[1].split(", ") if named else ():
                yield Client(file, Environment(language, name), asks[1] if asks else MODEL)
    for name, environment in EXAMPLES_IN.items():
        yield Client(EXAMPLES / name, environment, prints=True)


def environment(url: str, home: Path, model: str = MODEL) -> dict[str, str]:
    """Return what a client is told: where to ask what, and what the answer is."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    serve = [PYTHON, "-m", "yeoul", "serve", "--model", SLOW_MODEL]
    return {
        **kept,
        # Nobody's own settings, and nothing that a client leaves behind.
        "HOME": str(home),
        "PYTHONPATH": str(HERE / "python"),
        "PYTHONIOENCODING": "utf-8",
        "YEOUL_URL": url,
        "YEOUL_MODEL": model,
        "YEOUL_QUESTION": QUESTION,
        "YEOUL_TEXT": RIVER,
        "YEOUL_SERVE": json.dumps(serve),
        "YEOUL_SOURCES": str(ROOT / "src"),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the clients and return 1 if one of them has not read all."""
    parser = argparse.ArgumentParser(prog="python -m clients")
    parser.add_argument("--only", default="", help="only those with this in their title")
    options = parser.parse_args(arguments)
    failed, servers = 0, dict[str, ServerProcess]()
    with TemporaryDirectory() as made, ExitStack() as stack:
        for client in clients():
            if options.only not in client.title:
                continue
            home = Path(made, client.model)
            if client.model not in servers:
                started = server_process(home, "--model", client.model)
                servers[client.model] = stack.enter_context(started)
            begun_s = time.monotonic()
            url = servers[client.model].url
            complaint = client.run(environment(url, home, client.model))
            took_s = time.monotonic() - begun_s
            print(f"  {'FAILED' if complaint else 'ok    '} {client.title:<60} {took_s:6.1f} s")
            if complaint:
                failed += 1
                print(complaint)
            sys.stdout.flush()
    print(f"FAILED: {failed}" if failed else "Every client has read all.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
