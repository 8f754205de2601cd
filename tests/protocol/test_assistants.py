"""Assistants as JSON: in requests and replies, and in files."""

from __future__ import annotations

import json
import random

import pytest

from yeoul.protocol.assistants import AssistantFields, fields_from_json, fields_to_json, file_of
from yeoul.protocol.conversation import Parameters

TEXTS = ("", "여울", "a\nb", '"\\', "🏴‍☠️")


def test_what_a_file_has_is_the_assistant_it_was_made_of() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(200):
        made = AssistantFields(
            name=chance.choice(TEXTS[1:]),
            description=chance.choice(TEXTS),
            instructions=chance.choice(TEXTS),
            model=chance.choice((None, "office/llama")),
            parameters=Parameters(
                temperature=chance.choice((None, 0.0, 0.5)),
                max_tokens=chance.choice((None, 1)),
                thinking=chance.choice((None, False, True)),
            ),
            starters=tuple(chance.choices(TEXTS, k=chance.randrange(3))),
        )
        file = json.loads(json.dumps(file_of(made)))
        assert file.pop("yeoul_assistant") == 1
        assert fields_from_json(file) == made
        # Nothing is in it that says nothing.
        assert all(each not in ("", None, [], {}) for each in file.values())


def test_only_what_is_given_is_changed() -> None:
    assert fields_to_json({"name": "x"}) == {"name": "x"}
    some = Parameters(temperature=0.0)
    assert fields_to_json({"parameters": some}) == {"parameters": {"temperature": 0.0}}
    assert fields_to_json({"parameters": Parameters(), "model": None}) == {
        "parameters": None,
        "model": None,
    }


def test_what_is_no_assistant_is_refused() -> None:
    with pytest.raises(KeyError):
        fields_from_json({})
