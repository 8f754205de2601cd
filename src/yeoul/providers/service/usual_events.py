"""Reads the events a service usually sends: the bytes of the last one, around another text.

A service repeats everything but the text from event to event. If an event begins and ends with the
bytes of one that carried a text and nothing else, and has no escape between them, then the bytes
between are its text (RFC 8259, 7), and nothing else in it is new. Any other event is parsed, and
may be the next one to be repeated. Pure.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

#: The content of a JSON string in which every character stands for itself, and several of them,
#: one on each line.
_UNESCAPED = re.compile(rb'[^"\\\x00-\x1f]+')
_UNESCAPED_LINES = re.compile(rb'[^"\\\x00-\x1f]+(?:\n[^"\\\x00-\x1f]+)*')
#: Fields that mean something beside a text: of a chunk, and of its choice.
_BESIDE_CHOICES = ("usage", "x_groq", "prompt_progress", "error", "base_resp")
_BESIDE_DELTA = ("finish_reason", "finishReason", "usage", "error", "message")
#: Events that have to be repeated to make up for learning one, and how many are given in advance.
_COST, _CREDIT = 8, 64


class UsualEvents:
    """The bytes around the text of the last event that was learned."""

    __slots__ = ("_after", "_before", "_between", "_credit")

    def __init__(self) -> None:
        #: Bytes of an event before its text and after it; none if none is known.
        self._before = self._after = b""
        #: Bytes between the texts of two events.
        self._between = b""
        #: Falls with every call of `learn`, so that a service which never repeats itself costs no
        #: more than a few.
        self._credit = _CREDIT

    def texts_in(self, data: bytes) -> list[str] | None:
        """Return the texts in ``data``; None unless it is whole events, all of them usual ones."""
        before, after = self._before, self._after
        if not before or not (data.startswith(before) and data.endswith(after)):
            return None
        text = data[len(before) : len(data) - len(after)]
        try:
            if _UNESCAPED.fullmatch(text):  # one event, most often
                return self._repeated([text.decode()])
            texts = text.split(self._between)
            lines = b"\n".join(texts)
            if _UNESCAPED_LINES.fullmatch(lines) and lines.count(b"\n") == len(texts) - 1:
                return self._repeated(lines.decode().split("\n"))
        except UnicodeDecodeError:
            pass
        return None

    def _repeated(self, texts: list[str]) -> list[str]:
        if self._credit < _CREDIT:
            self._credit += len(texts)
        return texts

    def forget(self) -> None:
        """Forget the event: another has come, after which the same bytes may mean another thing."""
        self._before = b""

    def learn(self, raw: bytes, index: object) -> None:
        """Learn the chunk of an event if there was a text in it and nothing else.

        ``index`` is that of the choice whose text is read, None before there was any.
        """
        if self._credit < _COST:
            return
        self._credit -= _COST
        chunk = _parsed(raw)
        delta = _delta_of_text_alone(chunk, index)
        if delta is None:
            return
        quoted = orjson.dumps(delta["content"])
        at = raw.find(quoted)
        if at < 0:
            return
        head, tail = raw[: at + 1], raw[at + len(quoted) - 1 :]
        # The same text may stand elsewhere in the chunk too, so the place has to prove itself, by
        # another text.
        delta["content"] = other = "!" if delta["content"] == "?" else "?"
        if _parsed(head + other.encode() + tail) == chunk:
            self._before, self._after = b"data: " + head, tail + b"\n\n"
            self._between = self._after + self._before


def _delta_of_text_alone(chunk: Any, index: object) -> dict[str, Any] | None:
    """Return the delta of a chunk in which everything else is empty, a name, or a place."""
    if not isinstance(chunk, dict) or any(map(chunk.get, _BESIDE_CHOICES)):
        return None
    choices = chunk.get("choices")
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return None
    choice = choices[0]
    delta = choice.get("delta")
    if any(map(choice.get, _BESIDE_DELTA)) or not isinstance(delta, dict):
        return None
    if (choice.get("index") or 0) != index or not isinstance(delta.get("content"), str):
        return None
    is_alone = not any(value for name, value in delta.items() if name not in ("role", "content"))
    return delta if is_alone and delta["content"] else None


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
