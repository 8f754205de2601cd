"""The clients of others: what `make clients` installs and runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from clients import __main__ as runner
from clients.__main__ import EXAMPLES, EXAMPLES_IN, HERE, Client, clients
from scripts import clients as packages
from scripts import installs
from scripts.page import Npm
from scripts.steps import Command, StepFailed

ALL = list(packages.environments())
HELPERS = {"must_read.py", "must-read.mjs"}


def test_every_client_runs_somewhere_and_in_environments_that_have_a_lock() -> None:
    run = {client.file for client in clients()}
    files = {file for file in HERE.glob("*/*") if file.suffix in (".py", ".mjs")}

    assert {file.name for file in files - run} == HELPERS
    named = {client.environment for client in clients()}
    assert {one for one in named if one.name != "dev"} == set(ALL)


def test_every_example_for_a_client_is_run() -> None:
    programs = {path.name for path in EXAMPLES.iterdir() if path.is_file()}
    assert programs == set(EXAMPLES_IN)


def test_what_is_locked_is_what_is_asked_for() -> None:
    for one in ALL:
        if one.language == "python":
            asked = (packages.LOCKS / "python" / f"{one.name}.in").read_text("utf-8").split()
            lock = (packages.LOCKS / "python" / f"{one.name}.txt").read_text("utf-8")
            for wanted in asked:
                name = re.split(r"[=\[]", wanted)[0]
                assert f"\n{name}==" in lock, wanted
        else:
            folder = packages.LOCKS / "node" / one.name
            wanted_by = json.loads((folder / "package.json").read_text("utf-8"))
            locked = json.loads((folder / "package-lock.json").read_text("utf-8"))
            assert locked["packages"][""]["dependencies"] == wanted_by["dependencies"]


def test_one_environment_that_cannot_be_installed_does_not_keep_the_others_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def step(title: str, *commands: Command) -> None:
        if "openai-2" in title:
            raise StepFailed("there is no network")
        one = next(one for one in ALL if title.endswith(f"{one.language}, {one.name}"))
        one.folder.mkdir(exist_ok=True)

    monkeypatch.setattr(packages, "INSTALLED", tmp_path)
    monkeypatch.setattr(installs, "step", step)

    packages.provide(Npm(["npm"], "/opt/node/bin"))

    assert "there is no network" in capsys.readouterr().out
    stamped = {path.parent.name for path in tmp_path.glob(f"*/{installs.STAMP}")}
    assert stamped == {one.folder.name for one in ALL} - {"python-openai-2"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("from must_read import *; must_read(TEXT, True, [1, 2])", ""),
        ("from must_read import *; must_read(TEXT[:-1], True, [1])", "characters"),
        ("from must_read import *; must_read(TEXT, None, [1])", "has not ended"),
        ("from must_read import *; must_read(TEXT, True, [1, 0])", "not counted"),
        ("from must_read import *; must_read(TEXT, True, [])", "nothing was counted"),
    ],
)
def test_a_client_that_has_not_read_all_fails(code: str, told: str, tmp_path: Path) -> None:

    file = tmp_path / "client.py"
    file.write_text(code)
    env = runner.environment("http://127.0.0.1:9", tmp_path)
    complaint = Client(file, packages.Environment("python", "dev")).run(env)
    assert (told in complaint) if told else not complaint


def test_an_example_that_prints_half_an_answer_fails(tmp_path: Path) -> None:

    file = tmp_path / "example.py"
    env = runner.environment("http://127.0.0.1:9", tmp_path)
    where = packages.Environment("python", "dev")
    for cut, complains in (("[:-5]", True), ("", False)):
        file.write_text(f"import os; print(os.environ['YEOUL_TEXT']{cut})")
        assert bool(Client(file, where, prints=True).run(env)) is complains
