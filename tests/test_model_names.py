"""The name of a model tells a file, a script, and a provider's model apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from yeoul.model_names import named_file, named_script


@pytest.mark.parametrize(
    "name",
    ["small.gguf", "Small.GGUF", "models/small.gguf", "./small", "../small", "/models/small"],
)
def test_a_path_or_the_suffix_names_a_file(name: str) -> None:
    assert named_file(name) == Path(name)


def test_a_file_may_be_named_from_the_home_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert named_file("~/small") == tmp_path / "small"


@pytest.mark.parametrize("name", ["gpt-9", "owner/model", "scripted:river", "gguf", "", None])
def test_other_names_name_no_file(name: str | None) -> None:
    assert named_file(name) is None


def test_a_script_is_named_by_its_prefix() -> None:
    assert named_script("scripted:lake@5") == "lake@5"
    assert named_script("river") is None
    assert named_script(None) is None
