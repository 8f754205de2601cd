"""A damaged model file takes down a process of its own, never the server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded import trial
from yeoul.providers.embedded.trial import main, try_loading

pytestmark = [pytest.mark.anyio, pytest.mark.llama]


def stand_in(tmp_path: Path, body: str) -> str:
    """Return a program that takes the interpreter's place in the trial."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


async def test_a_good_file_passes() -> None:
    await try_loading(bundled_model())


async def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))

    with pytest.raises(ModelUnavailable, match=r"broken\.gguf cannot be .* the loader refuses"):
        await try_loading(path)
    assert main(str(path)) != 0


@pytest.mark.parametrize("signal", ["ABRT", "SEGV", "KILL"])
async def test_a_file_that_kills_the_loader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal: str
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, f"kill -{signal} $$"))

    with pytest.raises(ModelUnavailable, match="crashes the loader"):
        await try_loading(tmp_path / "evil.gguf")


async def test_a_file_that_hangs_the_loader_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, "exec sleep 1000"))
    monkeypatch.setattr(trial, "TRIAL_TIMEOUT_S", 0.05)

    with pytest.raises(ModelUnavailable, match="busy for ever"):
        await try_loading(tmp_path / "evil.gguf")
