"""The command line's edge: its exit codes, and every error one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yeoul import __version__
from yeoul.cli import main, program


def run(
    *arguments: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[int, str, str]:
    """Run the command line in this process; returns exit code, output, errors."""
    monkeypatch.setattr(sys, "argv", ["yeoul", *arguments])
    with pytest.raises(SystemExit) as raised:
        main()
    told = capsys.readouterr()
    assert isinstance(raised.value.code, int)
    return raised.value.code, told.out, told.err


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("YEOUL_", "OPENAI_")) or name in ("HOST", "PORT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("YEOUL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    program()(list(arguments), standalone_mode=False)
    return capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--version") == f"yeoul {__version__}\n"


def test_help_names_every_command_and_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    commands = told(capsys, "--help").partition("Commands:")[2].strip().splitlines()
    names = "serve chat inspect doctor audit migrate backup restore move openapi".split()
    names += ["model", "assistant", "user"]
    assert [line.split()[0] for line in commands] == names
    assert all(line.endswith(".") for line in commands)


def test_wrong_usage_exits_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run("serve", "--prot", "1", monkeypatch=monkeypatch, capsys=capsys)
    assert (code, out) == (2, "")
    assert "--prot" in err


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (
            "port = 'x'",
            "yeoul: port in {file} is 'x', but must be a whole number from 0 to 65535.\n",
        ),
        ("log = ", "yeoul: The settings file {file} is not valid TOML: "),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_exit_code_1(
    toml: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "yeoul.toml"
    file.write_text(toml)
    monkeypatch.setenv("YEOUL_CONFIG", str(file))
    for command in (["serve"], ["doctor"], ["model", "list"], ["chat", "x"]):
        code, out, err = run(*command, monkeypatch=monkeypatch, capsys=capsys)
        assert (code, out) == (1, "")
        *whence, sentence = err.splitlines(keepends=True)
        assert sentence.startswith(told.format(file=file))
        assert whence in ([], [f"yeoul: Settings come from {file}: port.\n"])


def test_an_unforeseen_error_is_one_sentence_and_its_traceback_is_there_for_the_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("never divide")

    broken.__name__ = "openapi"
    monkeypatch.setattr("yeoul.commands.openapi.openapi", broken)
    code, _, err = run("openapi", monkeypatch=monkeypatch, capsys=capsys)
    told = "yeoul: Something went wrong that should not (ZeroDivisionError: never divide).\n"
    assert (code, err) == (1, told)
    monkeypatch.setenv("YEOUL_DEBUG", "1")
    _, _, err = run("openapi", monkeypatch=monkeypatch, capsys=capsys)
    assert err.startswith("Traceback")
    assert err.endswith(told)


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "yeoul.toml").write_text("'여울' = 1", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "yeoul", "serve", "--config", "yeoul.toml"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    file = tmp_path / "yeoul.toml"
    assert done.stderr.decode() == f"yeoul: {file} has an unknown setting '여울'.\n"


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m yeoul openapi | head -c 1"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == (b"{", b"")


def test_an_interrupt_while_the_commands_load_is_no_traceback(tmp_path: Path) -> None:
    # The interrupt comes when pydantic is looked for, in the middle of loading.
    program = """
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "pydantic":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv = ["yeoul", "serve"]
from yeoul import __version__
from yeoul.cli import main, program
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
