"""Commands of ``yeoul`` that are done or refused, where people have accounts."""

from __future__ import annotations

from pathlib import Path

from tests.accounts.people import PASSWORD
from tests.commands.yeoul_process import yeoul


def run(data_dir: Path, *arguments: str, stdin: str = "", **environ: str) -> str:
    """Run a command; returns what it printed."""
    done = yeoul(data_dir, *arguments, stdin=stdin, environ=environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(data_dir: Path, *arguments: str, stdin: str = "", **environ: str) -> str:
    """Run a command that fails; returns its sentence."""
    done = yeoul(data_dir, *arguments, stdin=stdin, environ=environ)
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("yeoul: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def add(data_dir: Path, name: str, *flags: str) -> None:
    run(data_dir, "user", "add", name, "--password-stdin", *flags, stdin=f"{PASSWORD}\n")
