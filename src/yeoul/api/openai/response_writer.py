"""Writes an answer's events as those of a response: from stored frames to bytes. Pure.

A client that comes back has the number of its last event, and gets what lies behind it: events are
written in the order of `response_numbers`, whatever the frames are, and those up to that number are
left out.

Format: OpenAI's streamed Responses. Some clients read an event's kind from its JSON, others from
its ``event`` line.
"""

from __future__ import annotations

from typing import Any

import orjson

from yeoul.api.appending import AppendingWriter, SentCall
from yeoul.api.openai import response_numbers as numbers
from yeoul.api.openai.chunk_writer import PING
from yeoul.api.openai.errors import error_body
from yeoul.api.openai.response_object import (
    ResponseHead,
    call_item,
    ended_response,
    item_status,
    message_item,
    reasoning_item,
    summary_part,
    text_part,
)
from yeoul.api.sent_text import KeptText, characters_in
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Candidates, Content, Token, ToolCall
from yeoul.protocol.events import Cursor, End, Reset


class _Item:
    """An item of the output, and what the client has been told of it."""

    def __init__(self, kind: str) -> None:
        #: The kind of the events that tell more of it.
        self.kind = kind
        self.is_open = False
        #: Whether no more of it is told by its own events, and whether they have closed it.
        self.is_over = self.is_closed = False
        #: The number of the last character that was written, or left out for a client that has it.
        self.number = -2
        self._base = -2
        self.name: dict[str, Any] = {}
        self.fields: dict[str, Any] = {}
        #: What is in front of a number and a delta.
        self.before = b""

    @property
    def told(self) -> int:
        """How many of its characters have a number."""
        return self.number - self._base

    def open(self, id: str, place: int, number: int, fields: dict[str, Any]) -> None:
        """Open it at this place of the output; its first character has the next number."""
        self.is_open = True
        self.begin_at(number)
        self.name = {"item_id": id, "output_index": place}
        self.fields = self.name | fields
        event = orjson.dumps({"type": self.kind} | self.fields)[:-1]
        self.before = b'event: %b\ndata: %b,"sequence_number":' % (self.kind.encode(), event)

    def begin_at(self, number: int) -> None:
        """Number its characters from here on."""
        self.number = self._base = number


class ResponseWriter(AppendingWriter):
    """Writes one stream. It keeps the whole content, which the last event repeats."""

    def __init__(self, response: ResponseHead, *, after: int = -1) -> None:
        """Write what lies behind the event ``after``.

        The first frames must then have all that there is of the answer (a ``reset``, or an epoch
        from its start), and `response_numbers.is_within` be true of it.
        """
        super().__init__(response.head._replace(logprobs=response.top_logprobs))
        self._response = response
        self._kept_text = self._text = KeptText()
        self._kept_thought = self._reasoning = KeptText()
        #: The number of the last event that the client has.
        self._sent = after
        #: A client that has numbers of these knows of thinking, though it may be text by now.
        self._knows_thinking = numbers.THINKING <= after < numbers.CALLS
        self._opened = 0
        self._thought = _Item("response.reasoning_summary_text.delta")
        self._message = _Item("response.output_text.delta")
        self._called: dict[int, _Item] = {}
        self._tokens: list[Token] = []
        self._newest_call = -1

    @property
    def number(self) -> int:
        """The number of the last event."""
        return self._sent

    def heartbeat(self) -> bytes:
        """Return a comment."""
        return PING

    def keepalive(self) -> bytes:
        """Return an event for long silences, in which the timers of some clients heed no comment.

        It repeats the last number, so that nobody's place moves.
        """
        return self._write("keepalive", max(self._sent, numbers.CREATED), {})

    # -- thinking, text, calls -----------------------------------------------------------------

    def _open(self, cursor: Cursor) -> bytes:
        grows = {"response": self._response.to_json("in_progress")}
        return self._event("response.created", numbers.CREATED, grows) + self._event(
            "response.in_progress", numbers.IN_PROGRESS, grows
        )

    def _write_text(self, literal: bytes) -> bytes:
        message = self._message
        # Whoever comes back has some of it: `_sent` is beyond.
        if message.number == self._sent and self._newest_call < 0:
            message.number = self._sent = self._sent + characters_in(literal)
            return b'%b%d,"delta":%b}\n\n' % (message.before, self._sent, literal)
        if self._newest_call >= 0:
            return b""  # it is told at the end
        opening = b"" if message.is_open else self._open_message()
        return opening + self._delta(message, literal)

    def _write_thought(self, literal: bytes) -> bytes:
        thought = self._thought
        if thought.is_over or self._message.is_open or self._newest_call >= 0:
            return b""  # it is told by the whole response
        opening = b"" if thought.is_open else self._open_thought()
        return opening + self._delta(thought, literal)

    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        if call.index < self._newest_call:
            return b""  # it is told at the end
        opening = b""
        if is_new:
            opening = self._close_thought()
            self._newest_call = call.index
            opening += self._open_call(call, numbers.CALLS + call.index * numbers.CALL + 1)
        item = self._called[call.index]
        room = numbers.CALLS + (call.index + 1) * numbers.CALL - 1 - item.number
        literal = orjson.dumps(arguments[:room])
        return opening + (self._delta(item, literal) if arguments and room > 0 else b"")

    def _write_tokens(self, tokens: list[Token]) -> bytes:
        self._tokens += tokens
        return b""  # they are told at the end: a delta has left before

    def _write_reset(self, cursor: Cursor, whole: Reset) -> bytes:
        if not self._text.begins(whole.text):
            self._tokens.clear()
        if not self._reasoning.begins(whole.reasoning):
            self._thought.is_over = True
        if not self._text.begins(whole.text) and self._message.is_open:
            if self._message.number >= numbers.TEXT_BEHIND:
                return self.fail(Interrupted("The answer went on from another text.").info)
            # What was text is thinking. The text that follows has the numbers of such a text.
            self._message.begin_at(numbers.TEXT_BEHIND + numbers.TEXT_BEHIND_OPENING)
            self._sent = max(self._sent, self._message.number)
        return super()._write_reset(cursor, whole)

    # -- the end -------------------------------------------------------------------------------

    def _write_end(self, end: End) -> bytes:
        calls = self._whole_calls()
        told = (Candidates(0, tuple(self._tokens)),) if self._tokens else ()
        content = Content(self._kept_text.whole(), self._kept_thought.whole(), calls, told)
        response = ended_response(self._response, content, end)
        status = item_status(end)
        closed = [self._close_thought(), self._close_message(content.text, status)]
        closed += [self._close_call(call, status) for call in calls]
        # There is no event for `cancelled` that all clients know.
        kind = response["status"].replace("cancelled", "incomplete")
        last = self._event(f"response.{kind}", numbers.LAST, {"response": response})
        return b"".join(closed) + last

    def _write_failure(self, error: ErrorInfo) -> bytes:
        """Return an error, which says nothing of the answer: its client may come back."""
        self.failed = True
        told = error_body(error)["error"]
        # Flat as the format has it, and nested as some versions of its clients read it.
        flat = {name: told[name] for name in ("code", "message", "param")}
        return self._write("error", max(self._sent, numbers.CREATED), flat | {"error": told})

    # -- items ---------------------------------------------------------------------------------

    def _open_thought(self) -> bytes:
        start, item = numbers.THINKING, reasoning_item(self._response, None, "in_progress")
        thought = self._thought
        thought.open(item["id"], self._place(), start + 2, {"summary_index": 0})
        part = {"part": summary_part("")}
        return self._tell_item("added", thought, item, start + 1) + self._event(
            "response.reasoning_summary_part.added", start + 2, thought.fields | part
        )

    def _close_thought(self) -> bytes:
        """Return the events that close the thinking, if it is open."""
        thought = self._thought
        if not thought.is_open or thought.is_closed:
            return b""
        thought.is_over = thought.is_closed = True
        text, start = self._kept_thought.whole(), numbers.TEXT_BEHIND
        item = reasoning_item(self._response, text, "completed")
        name = "response.reasoning_summary"
        return (
            self._event(f"{name}_text.done", start + 1, thought.fields | {"text": text})
            + self._event(
                f"{name}_part.done", start + 2, thought.fields | {"part": summary_part(text)}
            )
            + self._tell_item("done", thought, item, start + 3)
        )

    def _open_message(self) -> bytes:
        thought = b""
        if self._knows_thinking and not self._thought.is_open:
            thought = self._open_thought()
        start = numbers.TEXT
        if self._thought.is_open:
            thought += self._close_thought()
            start = numbers.TEXT_BEHIND + numbers.TEXT_BEHIND_OPENING - numbers.TEXT_OPENING
        return thought + self._open_message_at(start)

    def _open_message_at(self, start: int) -> bytes:
        item = message_item(self._response, None, "in_progress")
        message = self._message
        message.open(item["id"], self._place(), start + 2, {"content_index": 0, "logprobs": []})
        part = {"content_index": 0, "part": text_part("")}
        return self._tell_item("added", message, item, start + 1) + self._event(
            "response.content_part.added", start + 2, message.name | part
        )

    def _close_message(self, text: str, status: str) -> bytes:
        message, opening = self._message, b""
        if not text and not message.is_open:
            return b""
        if not message.is_open:
            opening = self._open_message_at(numbers.END)
        if late := text[message.told :]:
            opening += self._event(
                message.kind, numbers.LATE_TEXT, message.fields | {"delta": late}
            )
        item, start = message_item(self._response, text, status, self._tokens), numbers.TEXT_END
        [part] = item["content"]
        told = {"text": text, "logprobs": part["logprobs"]}
        done = {"content_index": 0, "part": part}
        return (
            opening
            + self._event("response.output_text.done", start + 1, message.fields | told)
            + self._event("response.content_part.done", start + 2, message.name | done)
            + self._tell_item("done", message, item, start + 3)
        )

    def _open_call(self, call: SentCall, number: int) -> bytes:
        item = call_item(ToolCall(call.index, call.id, call.name), "in_progress")
        opened = self._called[call.index] = _Item("response.function_call_arguments.delta")
        opened.open(item["id"], self._place(), number, {})
        return self._tell_item("added", opened, item, number)

    def _close_call(self, call: ToolCall, status: str) -> bytes:
        start = numbers.CALLS_END + 4 * call.index
        late = b""
        if call.index not in self._called:
            late = self._open_call(self._calls[call.index], start)
        opened = self._called[call.index]
        done = {"name": call.name, "arguments": call.arguments}
        return (
            late
            + self._event("response.function_call_arguments.done", start + 1, opened.fields | done)
            + self._tell_item("done", opened, call_item(call, status), start + 2)
        )

    # -- events --------------------------------------------------------------------------------

    def _place(self) -> int:
        """Return the place in the output of an item that opens now."""
        self._opened += 1
        return self._opened - 1

    def _tell_item(self, what: str, item: _Item, shown: dict[str, Any], number: int) -> bytes:
        """Return the event that an item is added, or done."""
        data = {"output_index": item.name["output_index"], "item": shown}
        return self._event(f"response.output_item.{what}", number, data)

    def _delta(self, item: _Item, literal: bytes) -> bytes:
        """Return more of an item, without what the client has."""
        start = item.number
        end = item.number = start + characters_in(literal)
        if end <= self._sent:
            return b""
        if start < self._sent:
            literal = orjson.dumps(orjson.loads(literal)[self._sent - start :])
        self._sent = end
        return b'%b%d,"delta":%b}\n\n' % (item.before, end, literal)

    def _event(self, kind: str, number: int, data: dict[str, Any]) -> bytes:
        """Return an event, unless the client has it."""
        if number <= self._sent:
            return b""
        self._sent = number
        return self._write(kind, number, data)

    def _write(self, kind: str, number: int, data: dict[str, Any]) -> bytes:
        event = {"type": kind, "sequence_number": number} | data
        return b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(event))
