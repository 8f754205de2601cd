"""A branch of a conversation as the page of its link shows it: written once, when it is shared.

It names no id, no time and no owner, so that nothing leads from a link to anything else. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from yeoul.protocol.content import call_to_json
from yeoul.protocol.conversation import Answer, Message


def write_branch(
    title: str, messages: Sequence[Message], *, system: str | None, reasoning: bool
) -> str:
    """Return the JSON of a branch: its title, its instructions, its messages.

    ``messages`` are the path from a root, all of them settled. ``system`` is None where the
    instructions are not shared, and ``reasoning`` says whether the models' thinking is.
    """
    shown = [_message(each, reasoning=reasoning) for each in messages]
    return orjson.dumps({"title": title, "system": system, "messages": shown}).decode()


def _message(message: Message, *, reasoning: bool) -> dict[str, Any]:
    if not isinstance(message, Answer):
        return {"role": message.role, "text": message.text}
    shown: dict[str, Any] = {
        "role": message.role,
        "text": message.text,
        # A service has a name in the ids of its models, which is its owner's.
        "model": message.model.rpartition("/")[2],
        "status": message.status,
        "reason": message.reason,
    }
    if reasoning and message.content.reasoning:
        shown["reasoning"] = message.content.reasoning
    if calls := message.content.tool_calls:
        # By their ids a service knows the calls of its owner.
        shown["tool_calls"] = [call_to_json(replace(call, id=None)) for call in calls]
    return shown
