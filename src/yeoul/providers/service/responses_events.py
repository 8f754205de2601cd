"""Reads the events of OpenAI's Responses API: from bytes as they arrive to pieces.

Pure. The events of one response may come over several connections, one after the other: each event
has a ``sequence_number``, behind which a service goes on when it is asked to. A response may also
be read whole. Its parts are compared with what their deltas have said, so that nothing is said
twice, and nothing is left out.

Format: OpenAI's Responses API, "Streaming events".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import orjson

from yeoul.errors import ProviderBroken, YeoulError
from yeoul.protocol.content import ToolCall
from yeoul.protocol.sse import OversizedEvent, SseParser
from yeoul.providers.base import Accepted, Finish, Piece, Progress, Text, Thought, as_text
from yeoul.providers.chat_fields import WORDLESS, FinishReason, usage_in
from yeoul.providers.error_bodies import error_in
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.told_tokens import ToldTokens

#: Bytes of one event, and of a whole response: the last event has all of the answer in it.
MAX_EVENT_BYTES = 32 << 20
#: Ids that can be stored, and stand in an address.
_ID = re.compile(r"[\w.:~-]{1,255}", re.ASCII)
_BOM = b"\xef\xbb\xbf"
#: Between two messages, and between two parts of the thinking.
_BREAK = "\n\n"

_TextKind = Literal["text", "refusal"]
_ThoughtKind = Literal["summary", "thinking"]
_Kind = _TextKind | _ThoughtKind | Literal["arguments"]
#: Events that carry a delta: what it belongs to, and the field that counts the parts of an item.
_DELTAS: dict[str, tuple[_Kind, str]] = {
    "response.output_text.delta": ("text", "content_index"),
    "response.refusal.delta": ("refusal", "content_index"),
    "response.reasoning_summary_text.delta": ("summary", "summary_index"),
    "response.reasoning_text.delta": ("thinking", "content_index"),
    "response.function_call_arguments.delta": ("arguments", ""),
}
_BEGINNINGS = ("response.created", "response.queued", "response.in_progress")
_ENDINGS = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")
#: The kind of each part of an item, by its type, and the field of its text.
_PARTS: dict[str, tuple[_Kind, str]] = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "summary_text": ("summary", "text"),
    "reasoning_text": ("thinking", "text"),
}


class _Part(NamedTuple):
    """A part of the response: the index of its item, and its own within that."""

    kind: _Kind
    item: int
    part: int


class ResponsesEvents:
    """The events of one response. ``upstream_id`` is given if the response is known already.

    ``told`` notes the tokens that come with the text.
    """

    def __init__(
        self,
        errors: ServiceErrors,
        upstream_id: str | None = None,
        told: ToldTokens | None = None,
    ) -> None:
        self._errors = errors
        self._told = told
        #: The id under which the service keeps a response that grows in the background.
        self.upstream_id = upstream_id
        #: The number of the last event; None before the first, or if the service numbers none.
        self.number: int | None = None
        #: Whether the response has begun.
        self.is_begun = False
        #: Whether the response has ended, well or not.
        self.is_over = False
        #: The error by which the response has failed, after all pieces that came before.
        self.failure: YeoulError | None = None
        #: An error of the stream, which says nothing about a response in the background.
        self.stream_error: YeoulError | None = None
        self._has_gap = False
        #: What has been said of each part.
        self._said: dict[_Part, list[str]] = {}
        #: The form of thinking that is shown, the first that comes: in the other one a service
        #: repeats itself.
        self._thinking: _ThoughtKind | None = None
        #: The index of each item by its id, where the service sends no index.
        self._items: dict[str, int] = {}
        #: The index of each call, by that of its item.
        self._calls: dict[int, int] = {}
        #: Items of calls whose names have been told.
        self._named: set[int] = set()
        self.open_body()

    @property
    def can_go_on(self) -> bool:
        """Whether a stream can go on behind the last event, and would repeat no text.

        It cannot where events have no numbers: some services number none, some number all with 0.
        """
        return bool(self.number) or not self._said

    def open_body(self) -> None:
        """Begin a further body: the rest of the response, or all of it."""
        self._sse = SseParser(max_event_bytes=MAX_EVENT_BYTES)
        self._form: Literal["sse", "json", "page"] | None = None
        #: Bytes from before the form is known; then all of a JSON text.
        self._held = bytearray()
        self.stream_error = None

    def feed(self, data: bytes) -> list[Piece]:
        """Return the pieces that ``data`` completes. It may also make `is_over` True."""
        if self._form != "sse":
            data = self._in_form(data)
        try:
            events = self._sse.feed(data) if data else []
        except OversizedEvent:
            return self._fail(ProviderBroken("The service sent an event of more than 32 MiB."))
        pieces: list[Piece] = []
        for event in events:
            if self.is_over or self.stream_error is not None:
                break
            self._read_raw(event.data, pieces)
        return pieces

    def close(self) -> list[Piece]:
        """Return the pieces of an event, or of a whole response, that the body has ended with."""
        if self._form == "sse":
            return self.feed(b"\n\n")
        pieces: list[Piece] = []
        if self._held:
            self._read_raw(bytes(self._held), pieces)
        return pieces

    def read_response(self, raw: bytes, *, is_streamed: bool = False) -> list[Piece]:
        """Return what is new in a whole response, as far as it has come.

        If it ``is_streamed`` as well, that is a sign of life until it has ended: its text comes by
        the stream, and must not come twice.
        """
        pieces: list[Piece] = []
        self._read_raw(raw, pieces, only_ended=is_streamed)
        return pieces

    # -- bodies ------------------------------------------------------------------------------------

    def _in_form(self, data: bytes) -> bytes:
        """Return the bytes to read as events: none until the form is known, or if it is another."""
        self._held += data
        if self._form is None:
            bare = self._held.removeprefix(_BOM).lstrip()
            if not bare:
                return b""
            self._form = "json" if bare[:1] == b"{" else "page" if bare[:1] == b"<" else "sse"
        if self._form == "sse":
            held, self._held = bytes(self._held), bytearray()
            return held
        if self._form == "page":
            self._held.clear()
            self._fail(self._errors.page())
        elif len(self._held) > MAX_EVENT_BYTES:
            self._fail(ProviderBroken("The service sent a reply of more than 32 MiB."))
        return b""

    def _read_raw(self, raw: bytes, pieces: list[Piece], *, only_ended: bool = False) -> None:
        if (event := _loads(raw)) is None:
            return
        if not isinstance(event.get("type"), str) and "output" in event:
            kind = f"response.{event.get('status')}"
            if only_ended and kind not in _ENDINGS:
                event["output"] = []
            event = {"type": kind, "response": event}
        self._read(event, pieces)

    def _fail(self, error: YeoulError) -> list[Piece]:
        self.failure = self.failure or error
        self.is_over = True
        return []

    # -- events ------------------------------------------------------------------------------------

    def _read(self, event: dict[str, Any], pieces: list[Piece]) -> None:
        kind = event.get("type")
        if not isinstance(kind, str) or kind == "error":
            if (wrong := error_in(event)) is not None:
                self._read_error(wrong)
            return
        if not self._is_next(event.get("sequence_number")):
            return
        self.is_begun = True
        if (delta := _DELTAS.get(kind)) is not None:
            part = _Part(delta[0], self._item_index(event), _index(event, delta[1]))
            if self._told is not None and part.kind == "text":
                self._told.note(event.get("logprobs"))
            self._say(part, event.get("delta"), pieces)
        elif kind in _BEGINNINGS:
            self._read_beginning(_object(event, "response"), kind, pieces)
        elif kind in _ENDINGS:
            self._read_ending(_object(event, "response"), kind, pieces)
        elif kind in ("response.output_item.added", "response.output_item.done"):
            self._read_item(self._item_index(event), _object(event, "item"), pieces)

    def _item_index(self, event: dict[str, Any]) -> int:
        """Return the index of an event's item. llama.cpp leaves it out, and sends only ids."""
        if isinstance(index := event.get("output_index"), int):
            return index
        found = event.get("item_id") or _object(event, "item").get("id")
        return self._items.setdefault(found, len(self._items)) if isinstance(found, str) else 0

    def _is_next(self, number: object) -> bool:
        """Note an event's number. Returns False for an event that was read before."""
        if not isinstance(number, int):
            return True
        last = self.number
        if last is not None and number <= last:
            return number == last == 0  # services that number nothing write 0
        self.number = number
        # The first number is 0, or 1 where a service counts from that.
        self._has_gap = self._has_gap or number > (1 if last is None else last + 1)
        return True

    def _read_error(self, wrong: object) -> None:
        """Note an error. One of a stream does not end a response that grows in the background."""
        error = self._errors.from_object(wrong)
        if self.upstream_id is None:
            self._fail(error)
        else:
            self.stream_error = error

    def _read_beginning(self, response: dict[str, Any], kind: str, pieces: list[Piece]) -> None:
        waits = kind == "response.queued" or response.get("status") == "queued"
        pieces.append(Progress("queued" if waits else "thinking"))
        found = _text(response, "id") if response.get("background") is True else None
        if self.upstream_id is None and found is not None and _ID.fullmatch(found):
            self.upstream_id = found
            pieces.append(Accepted(found))
        # A response that was asked for whole has items here, as far as they have come.
        for index, item in _enumerated(response, "output"):
            self._read_item(index, item, pieces)

    def _read_ending(self, response: dict[str, Any], kind: str, pieces: list[Piece]) -> None:
        for index, item in _enumerated(response, "output"):
            self._read_item(index, item, pieces)
        if self.is_over:
            return
        self.is_over = True
        if kind == "response.failed":
            self.failure = self._errors.from_object(response.get("error"))
        elif kind == "response.cancelled":
            self.failure = self._errors.cancelled()
        else:
            pieces.append(self._finish(response, kind))

    def _finish(self, response: dict[str, Any], kind: str) -> Finish:
        usage = usage_in(response.get("usage"))
        why = _object(response, "incomplete_details").get("reason")
        if kind == "response.completed":
            return Finish("tool_calls" if self._calls else "stop", usage)
        reason: FinishReason = "content_filter" if why == "content_filter" else "length"
        return Finish(reason, usage, None if self._said or self._calls else WORDLESS[reason])

    # -- items and their parts ---------------------------------------------------------------------

    def _read_item(self, index: int, item: dict[str, Any], pieces: list[Piece]) -> None:
        """Add what an item, as far as it has come, has beside what was said of it."""
        if item.get("type") == "function_call":
            call = self._calls.setdefault(index, len(self._calls))
            if index not in self._named:
                self._named.add(index)
                pieces.append(ToolCall(call, _text(item, "call_id"), _text(item, "name")))
            self._complete(_Part("arguments", index, 0), item.get("arguments"), pieces)
            return
        for list_name in ("summary", "content"):
            for at, part in _enumerated(item, list_name):
                if (known := _PARTS.get(str(part.get("type")))) is not None:
                    self._note_whole(_Part(known[0], index, at), part)
                    self._complete(_Part(known[0], index, at), part.get(known[1]), pieces)

    def _note_whole(self, part: _Part, whole: dict[str, Any]) -> None:
        """Note the tokens of a part of which no delta has told any."""
        if self._told is not None and part.kind == "text" and part not in self._said:
            self._told.note(whole.get("logprobs"))

    def _complete(self, part: _Part, whole: object, pieces: list[Piece]) -> None:
        """Add what the deltas of a part have left out, given all of its text."""
        if not isinstance(whole, str) or not whole:
            return
        whole, said = as_text(whole), "".join(self._said.get(part, ()))
        if whole.startswith(said):
            self._say(part, whole[len(said) :], pieces)
        elif self._has_gap and not said.startswith(whole):
            self._fail(self._errors.incomplete())

    def _say(self, part: _Part, text: object, pieces: list[Piece]) -> None:
        if not isinstance(text, str) or not text:
            return
        if (said := self._said.get(part)) is None:
            if part.kind in ("summary", "thinking"):
                self._thinking = self._thinking or part.kind
                if part.kind != self._thinking:
                    return
            pieces += self._break_before(part)
            said = self._said[part] = []
        text = as_text(text)
        said.append(text)
        if part.kind in ("text", "refusal"):
            pieces.append(Text(text))
        elif part.kind == "arguments":
            call = self._calls.setdefault(part.item, len(self._calls))
            pieces.append(ToolCall(call, arguments=text))
        else:
            pieces.append(Thought(text))

    def _break_before(self, new: _Part) -> Iterator[Piece]:
        """Yield the break between a new part and those that were said before it."""
        if new.kind in ("summary", "thinking"):
            if any(part.kind == new.kind for part in self._said):
                yield Thought(_BREAK)
        elif new.kind != "arguments":
            items = {part.item for part in self._said if part.kind in ("text", "refusal")}
            if items and new.item not in items:
                yield Text(_BREAK)


def _loads(raw: bytes) -> dict[str, Any] | None:
    """Return an object; None for other data, such as ``[DONE]`` or half of an event."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:  # orjson refuses lone surrogates, and invalid UTF-8
            found = json.loads(raw.decode(errors="replace"))
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _index(event: dict[str, Any], name: str) -> int:
    found = event.get(name)
    return found if isinstance(found, int) else 0


def _object(event: dict[str, Any], name: str) -> dict[str, Any]:
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _text(item: dict[str, Any], name: str) -> str | None:
    found = item.get(name)
    return as_text(found) if isinstance(found, str) else None


def _enumerated(holder: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = holder.get(name)
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        if isinstance(entry, dict):
            yield index, entry
