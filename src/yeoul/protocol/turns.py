"""The turns of a prompt: what a model is given to read, in the order in which it was said.

Most prompts are made of a conversation's branch. A call of a door brings all of its turns with it,
so they are kept with the answer, as JSON. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from yeoul.protocol.attachments import Picture, attachments_from_json, attachments_to_json
from yeoul.protocol.content import ToolCall, call_bytes, call_from_json, call_to_json

Role = Literal["system", "user", "assistant", "tool"]

#: How long a call can be read: until soon after its end, as its log; for a month; or as long as the
#: conversation that it has in the list of its owner.
Kept = Literal["briefly", "month", "listed"]


class Turn(NamedTuple):
    """One message of a prompt."""

    role: Role
    content: str
    #: What an assistant's turn has called; the turns of role ``tool`` that follow have the results.
    tool_calls: tuple[ToolCall, ...] = ()
    #: The call, by its id, whose result a turn of role ``tool`` has.
    tool_call_id: str | None = None
    #: Pictures of a user's turn, which come before its words.
    pictures: tuple[Picture, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it has nothing to do with tools."""
        return self.role != "tool" and not self.tool_calls

    def size_bytes(self) -> int:
        """Return its bytes of UTF-8."""
        return len(self.content.encode()) + sum(map(call_bytes, self.tool_calls))


class Call(NamedTuple):
    """A question of a program, with what it brings: most often all that the model is to read.

    Where it goes on in a conversation, the turns of that come before its own.
    """

    #: Oldest first, without the system prompt. A last turn of the assistant is the beginning of the
    #: answer.
    turns: tuple[Turn, ...]
    #: Further wishes for the provider, by name, in the form of Chat Completions.
    options: Mapping[str, Any]
    #: Of the request, so that a client that sends it again finds its answer.
    sha256: str
    #: Whether the answer goes on when nobody reads it: its client has another way to end it.
    outlives_readers: bool = False
    kept: Kept = "briefly"
    #: What its door says again of the request, whenever the answer is read: JSON.
    told: Mapping[str, Any] = {}

    @property
    def is_listed(self) -> bool:
        """Whether it is in a conversation that a person sees."""
        return self.kept == "listed"

    @property
    def prefill(self) -> str:
        """The beginning of the answer that the client has written; most often nothing."""
        last = self.turns[-1]
        return last.content if last.role == "assistant" and not last.tool_calls else ""

    @property
    def question(self) -> str:
        """The last words of the user; "" if there are none."""
        asked = (turn.content for turn in reversed(self.turns) if turn.role == "user")
        return next(asked, "")


def call_to_stored(call: Call) -> dict[str, Any]:
    """Return a call as JSON, to be kept with its answer."""
    return {
        "turns": turns_to_json(call.turns),
        "options": dict(call.options),
        "sha256": call.sha256,
        "outlives_readers": call.outlives_readers,
        "kept": call.kept,
        "told": dict(call.told),
    }


def call_from_stored(data: Mapping[str, Any]) -> Call:
    """Return the call that `call_to_stored` wrote."""
    return Call(
        turns_from_json(data["turns"]),
        data["options"],
        data["sha256"],
        data["outlives_readers"],
        data.get("kept", "briefly"),
        data.get("told", {}),
    )


def turns_to_json(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return turns as JSON; fields without a value are left out."""
    return [_to_json(turn) for turn in turns]


def _to_json(turn: Turn) -> dict[str, Any]:
    data: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.tool_calls:
        data["tool_calls"] = [call_to_json(call) for call in turn.tool_calls]
    if turn.tool_call_id is not None:
        data["tool_call_id"] = turn.tool_call_id
    if turn.pictures:
        data["pictures"] = attachments_to_json([picture.about for picture in turn.pictures])
    return data


def turns_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Turn, ...]:
    """Return the turns that `turns_to_json` wrote; further fields are ignored."""
    return tuple(
        Turn(
            one["role"],
            one["content"],
            tuple(map(call_from_json, one.get("tool_calls") or ())),
            one.get("tool_call_id"),
            tuple(map(Picture, attachments_from_json(one.get("pictures")))),
        )
        for one in data
    )
