"""The types that the page is compiled with are compared with what the server says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import wire_types


@pytest.mark.parametrize(("written", "current"), [("as before", True), ("otherwise", False)])
def test_a_comparison_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, current: bool
) -> None:
    generated = tmp_path / "api.gen.ts"
    generated.write_text("as before")
    monkeypatch.setattr(wire_types, "write", lambda: generated.write_text(written))

    assert wire_types.is_current(generated) == current
    assert generated.read_text() == "as before"
