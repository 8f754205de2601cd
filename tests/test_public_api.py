"""The public API is what `yeoul.__all__` names, and importing it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import yeoul
import yeoul.events


@pytest.mark.parametrize("name", yeoul.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(yeoul, name) is not None


@pytest.mark.parametrize("name", yeoul.events.__all__)
def test_every_public_event_is_there(name: str) -> None:
    assert getattr(yeoul.events, name) is not None


def test_the_public_api_is_small_and_sorted() -> None:
    assert len(yeoul.__all__) <= 12
    assert yeoul.__all__ == sorted(yeoul.__all__)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        yeoul.nonsense  # noqa: B018


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, yeoul; print([m for m in sys.modules if m in ('fastapi', 'sqlalchemy')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
