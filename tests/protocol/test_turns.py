"""The turns of a prompt are kept as JSON, and come back as they were."""

from __future__ import annotations

from yeoul.protocol.content import ToolCall
from yeoul.protocol.turns import Turn, turns_from_json, turns_to_json

TURNS = (
    Turn("system", "Be brief."),
    Turn("user", "물?"),
    Turn("assistant", "", (ToolCall(0, "c1", "look_up", "{}"),)),
    Turn("tool", "cold", tool_call_id="c1"),
)


def test_turns_come_back_as_they_were_kept() -> None:
    kept = turns_to_json(TURNS)

    assert turns_from_json(kept) == TURNS
    assert turns_from_json([turn | {"later": 1} for turn in kept]) == TURNS
    assert kept[1] == {"role": "user", "content": "물?"}


def test_a_turn_is_as_long_as_what_it_says_and_calls() -> None:
    assert [turn.size_bytes() for turn in TURNS] == [9, 4, 11, 4]
