"""A branch of a conversation as the page of its link shows it: written once, when it is shared.

It names no id, no time and no owner, so that nothing leads from a link to anything else. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import orjson

from yeoul.protocol.attachments import Attachment
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
    _number_pictures(shown, messages)
    return orjson.dumps({"title": title, "system": system, "messages": shown}).decode()


def pictures_of(message: Message) -> tuple[Attachment, ...]:
    """Return the pictures of a message: of an answer, none."""
    return () if isinstance(message, Answer) else message.attachments


def _number_pictures(shown: Sequence[dict[str, Any]], messages: Sequence[Message]) -> None:
    """Add the pictures of questions, each with its number among all of the branch."""
    number = count()
    for each, message in zip(shown, messages, strict=True):
        if pictures := pictures_of(message):
            each["attachments"] = [
                {
                    "number": next(number),
                    "name": picture.name,
                    "width": picture.width,
                    "height": picture.height,
                }
                for picture in pictures
            ]


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
