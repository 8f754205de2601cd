"""The block of a file in a question: the same as the page's, which reads the same cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yeoul.extraction.base import Extraction
from yeoul.extraction.blocks import block_of, free_name, language_of

CASES = json.loads(Path(__file__).with_name("blocks.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_block_is_the_one_that_the_page_writes(case: dict[str, str]) -> None:
    found = Extraction(case["text"], case["language"], case["part"])
    assert block_of(case["name"], found) == case["block"]


@pytest.mark.parametrize("case", [case for case in CASES if not case["part"]])
def test_the_language_is_what_the_name_ends_in(case: dict[str, str]) -> None:
    assert language_of(case["name"]) == case["language"]


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("b.pdf", "b.pdf"),
        ("a.pdf", "a 3.pdf"),
        ("Makefile", "Makefile 2"),
        (".env", ".env 2"),
    ],
)
def test_a_name_is_given_once(name: str, free: str) -> None:
    assert free_name(name, {"a.pdf", "a 2.pdf", "Makefile", ".env"}) == free
