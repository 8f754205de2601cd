"""Reads the tool calls in the deltas and messages of Chat Completions into pieces. Pure.

The format counts the calls of an answer, and gives each its id and name once, in its first piece.
Services differ: the count is missing, or the same for all; the id comes with every piece, or never;
the name in several pieces, or in all; the arguments as an object. Which call a piece belongs to is
decided here.

A call is passed on when its arguments begin, or another call does: until then its name may grow.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import orjson

from yeoul.errors import ProviderBroken
from yeoul.protocol.content import ToolCall
from yeoul.providers.base import Piece, as_text

#: How often the arguments of one call are read to see whether they are whole. Only odd services
#: make that needed, and each time costs all of them.
MAX_LOOKS = 100
#: Characters of a call's name: it is held back while it grows, where no limit of the answer counts.
MAX_NAME_CHARS = 1_000


@dataclass(slots=True)
class _Said:
    """What one entry says of a call."""

    index: object
    id: str | None
    name: str
    arguments: str
    #: Whether the arguments came as an object, and so all at once.
    is_object: bool


@dataclass(slots=True)
class _Call:
    """A call as it grows."""

    #: Which of the answer's calls it is.
    at: int
    #: What the service counts it as, if it does.
    index: object
    id: str | None
    name: str = ""
    #: Pieces of its arguments.
    arguments: list[str] = field(default_factory=list)
    is_told: bool = False
    looks: int = 0
    #: The first half of a surrogate pair, waiting for its second.
    half: str = ""

    def is_whole(self) -> bool:
        """Return whether its arguments are an object to which nothing can be added."""
        if not self.arguments or not self.arguments[-1].rstrip().endswith("}"):
            return False
        self.looks += 1
        return self.looks <= MAX_LOOKS and _is_object("".join(self.arguments))

    def is_over_at(self, said: _Said) -> bool:
        """Return whether an entry that has a name begins another call than this one."""
        if self.arguments:
            return said.name != self.name or said.is_object or self.is_whole()
        return None not in (said.id, self.id) and said.name != self.name

    def whole_characters(self, arguments: str) -> str:
        """Return arguments as valid text; a pair that was cut in two comes with its second half."""
        arguments, self.half = self.half + arguments, ""
        if "\ud800" <= arguments[-1:] <= "\udbff":
            arguments, self.half = arguments[:-1], arguments[-1]
        return as_text(arguments)

    def add_name(self, name: str) -> None:
        """Add a name: the same one again, a longer one, or a further piece.

        Raises:
            ProviderBroken: it is longer than any name.
        """
        if self.is_told:
            return
        self.name = name if name.startswith(self.name) else self.name + name
        if len(self.name) > MAX_NAME_CHARS:
            raise ProviderBroken("The model's service sent a call whose name does not end.")


class ChatCalls:
    """The calls of one answer."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []

    def __bool__(self) -> bool:
        """Whether anything has been called."""
        return bool(self._calls)

    def read(self, message: dict[str, Any], pieces: list[Piece], *, is_whole: bool = False) -> bool:
        """Add the pieces of the calls in a delta, or in a message; returns whether it has any.

        A message ``is_whole``: it repeats what earlier ones have had.

        Raises:
            ProviderBroken: arguments cannot be read, or a name does not end.
        """
        entries = message.get("tool_calls")
        entries = entries if isinstance(entries, list) else [entries]
        # The form before there were several calls.
        entries = [*entries, {"function": message.get("function_call")}]
        has_any = False
        for place, entry in enumerate(entries):
            if (said := _said(entry, place if is_whole else None)) is not None:
                has_any = True
                self._add(said, pieces, is_whole=is_whole)
        return has_any

    def close(self, pieces: list[Piece]) -> None:
        """Add what is held back of the last call."""
        if self._calls and not (last := self._calls[-1]).is_told:
            _tell(last, pieces)

    def _add(self, said: _Said, pieces: list[Piece], *, is_whole: bool) -> None:
        call, arguments = self._call_of(said), said.arguments
        if call is not None and is_whole:
            so_far, arguments = "".join(call.arguments), as_text(arguments)
            if arguments.startswith(so_far):
                arguments = arguments[len(so_far) :]
            else:
                call = None
        if call is None:
            self.close(pieces)
            call = _Call(len(self._calls), said.index, said.id)
            self._calls.append(call)
        call.id = call.id or said.id
        call.add_name(said.name)
        arguments = call.whole_characters(arguments) if arguments else ""
        if arguments and not (said.is_object and call.arguments):
            call.arguments.append(arguments)
            if call.is_told:
                pieces.append(ToolCall(call.at, arguments=arguments))
        if call.name and call.arguments and not call.is_told:
            _tell(call, pieces)

    def _call_of(self, said: _Said) -> _Call | None:
        """Return the call with which an entry goes on; None if it begins one."""
        for call in reversed(self._calls):
            if said.id is not None and call.id == said.id:
                return call
        known = self._counted_as(said)
        if known is None or not said.name:
            return known
        # Some give each piece an id of its own, others all calls the same index, or none.
        is_clear = said.index is not None and (said.id is None or known.id is None)
        return known if is_clear or not known.is_over_at(said) else None

    def _counted_as(self, said: _Said) -> _Call | None:
        """Return the call that the service counts as the entry's, or else the last one."""
        calls = reversed(self._calls)
        if said.index is not None:
            return next((call for call in calls if call.index == said.index), None)
        begins = said.id is not None and said.name
        return None if begins else next(calls, None)


def _tell(call: _Call, pieces: list[Piece]) -> None:
    call.is_told = True
    arguments = "".join(call.arguments)
    pieces.append(ToolCall(call.at, call.id, call.name or None, arguments or None))


def _said(entry: object, place: int | None) -> _Said | None:
    """Return what an entry says of a call; None if it says nothing."""
    if not isinstance(entry, dict):
        return None
    function = entry.get("function", entry)  # some leave the level out
    if not isinstance(function, dict):
        return None
    id, name, given = entry.get("id"), function.get("name"), function.get("arguments")
    said = _Said(
        entry.get("index", place),
        as_text(id) if isinstance(id, str) and id else None,
        as_text(name) if isinstance(name, str) else "",
        given if isinstance(given, str) else "" if given is None else _written(given),
        isinstance(given, dict),
    )
    return said if said.id or said.name or said.arguments else None


def _written(given: object) -> str:
    """Return arguments that came as JSON, and not as its text, as text."""
    try:
        return as_text(json.dumps(given, ensure_ascii=False, separators=(",", ":")))
    except RecursionError as error:
        raise ProviderBroken("The model's service sent a call that cannot be read.") from error


def _is_object(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False
