"""The command ``yeoul`` as a real process, cut off from the settings of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from yeoul.settings import BORROWED_ENV

COMMAND = [sys.executable, "-m", "yeoul"]


def environment(data_dir: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment with nothing in it that Yeoul reads but the data directory."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("YEOUL_") and name not in BORROWED_ENV.values()
    }
    nowhere = str(data_dir.parent / "no-settings")
    return {
        **kept,
        "YEOUL_DATA_DIR": str(data_dir),
        "XDG_CONFIG_HOME": nowhere,
        **(more or {}),
    }


def yeoul(
    data_dir: Path,
    *arguments: str,
    stdin: str = "",
    environ: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in the data directory's parent."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(data_dir, environ),
        cwd=data_dir.parent,
        timeout=60,
        check=False,
    )


@contextmanager
def starting(
    data_dir: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside the test; kill what is left of it at the end."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(data_dir, environ),
        cwd=data_dir.parent,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next line of standard output."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


@contextmanager
def serving(data_dir: Path, *flags: str, model: str = "scripted:echo") -> Iterator[str]:
    """Run ``yeoul serve`` on a free port; yield its address."""
    with starting(data_dir, "serve", "--port", "0", "--model", model, *flags) as process:
        words = line_of(process).split()
        yield words[4]
