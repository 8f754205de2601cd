"""Every text comes back as it was given, and none is stored with a NUL."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from yeoul.store.any_text import dump_json, escape, load_json, unescape

TEXTS = st.text(st.sampled_from("\0\U0010ffff01a\\여") | st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    TEXTS | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(TEXTS)
def test_a_text_comes_back(text: str) -> None:
    assert "\0" not in escape(text)
    assert unescape(escape(text)) == text


@given(VALUES)
def test_a_value_comes_back(value: Any) -> None:
    stored = dump_json(value)
    assert "\\u0000" not in stored.replace("\\\\", "")
    assert load_json(stored) == value


def test_other_texts_are_stored_as_they_are() -> None:
    text = 'C:\\0 "여울" \U0010fffe'
    assert escape(text) == text
    assert json.loads(dump_json({"a": [text, None, 1.5]})) == {"a": [text, None, 1.5]}
