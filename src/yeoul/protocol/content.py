"""The content of a message as one value: of an answer text, thinking, tool calls, candidates.

An answer's content grows by events: growing_content.py. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any, NamedTuple

#: Most calls of one answer. Each costs a reset more bytes than those that count for its size.
MAX_CALLS = 1_000
#: Most candidates of one token.
MAX_CANDIDATES = 20
#: The logarithm of a probability that is as good as none; services write it in the place of minus
#: infinity, which is no number in JSON.
MIN_LOGPROB = -9999.0


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool that the model asks for: a piece of one, or all its pieces joined."""

    #: Which of the answer's calls it is, from 0 to 999.
    index: int
    #: The service's id of the call, which the tool's result has to repeat.
    id: str | None = None
    name: str | None = None
    #: JSON text. The text of a piece is appended to that of the pieces before.
    arguments: str | None = None


#: A token that the model might have chosen: its text, and the natural logarithm of its probability.
#: The text of a token that is a part of a character has U+FFFD in it, and its bytes come third
#: where they are known; that of the end is empty.
Candidate = tuple[str, float] | tuple[str, float, tuple[int, ...]]
#: A candidate as somebody else has it.
_Foreign = tuple[str, float] | tuple[str, float, Sequence[int]]
#: A token of an answer: its text, the logarithm of its probability, and its likeliest candidates,
#: best first. Where they are not known the list is empty, and the logarithm may be None.
Token = tuple[str, float | None, tuple[Candidate, ...]]


class Candidates(NamedTuple):
    """Neighbouring tokens of an answer's text, with what the model might have chosen instead."""

    #: Where the first one begins in the text, in units of UTF-16.
    at: int
    tokens: tuple[Token, ...]

    @property
    def end(self) -> int:
        """Where the last one ends in the text, in units of UTF-16."""
        return self.at + sum(utf16_length(token[0]) for token in self.tokens)


class Content(NamedTuple):
    """The whole content of an answer."""

    text: str = ""
    #: The model's thinking, kept apart from the text.
    reasoning: str = ""
    #: One per index, in the order of the indexes.
    tool_calls: tuple[ToolCall, ...] = ()
    #: In the order of the text, of which some may have none; empty where nobody asked for them.
    candidates: tuple[Candidates, ...] = ()

    @property
    def told_until(self) -> int:
        """Where the text ends whose candidates are known, in units of UTF-16."""
        return self.candidates[-1].end if self.candidates else 0

    def size_bytes(self) -> int:
        """Return its bytes of UTF-8, without those of the candidates, which are no part of it."""
        calls = sum(call_bytes(call) for call in self.tool_calls)
        return len(self.text.encode()) + len(self.reasoning.encode()) + calls


class QuestionContent(NamedTuple):
    """The whole content of a question."""

    text: str = ""


def as_text(foreign: str) -> str:
    """Return a foreign string as text: U+FFFD for half a surrogate pair, and for NUL."""
    if foreign.isascii() and "\0" not in foreign:
        return foreign
    foreign = foreign.replace("\0", "\ufffd")
    try:
        foreign.encode()
    except UnicodeEncodeError:
        return foreign.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return foreign


def as_logprob(foreign: object) -> float | None:
    """Return the logarithm of a foreign probability, to four digits; None if it cannot be one."""
    if not isinstance(foreign, int | float) or isinstance(foreign, bool) or isnan(foreign):
        return None
    return round(min(0.0, max(MIN_LOGPROB, float(foreign))), 4)


def as_tokens(
    foreign: Iterable[tuple[str, float | None, Sequence[_Foreign]]], most: int
) -> tuple[Token, ...]:
    """Return foreign tokens with texts and logarithms that can be told, and so many candidates."""
    return tuple(
        (
            as_text(text),
            as_logprob(logprob),
            tuple(
                candidate_of(as_text(other), known, *raw)
                for other, its, *raw in others[:most]
                if (known := as_logprob(its)) is not None
            ),
        )
        for text, logprob, others in foreign
    )


def candidate_of(text: str, logprob: float, raw: Iterable[int] = ()) -> Candidate:
    """Return a candidate, with its bytes if it is a part of a character."""
    if "\ufffd" in text and (known := tuple(raw)):
        return text, logprob, known
    return text, logprob


def is_told_of(text: str, candidates: Iterable[Candidates]) -> bool:
    """Return whether these tokens are those of a text, each where it stands, in its order."""
    whole, place = text.encode("utf-16-le", "surrogatepass"), 0
    for told in candidates:
        its = "".join(token[0] for token in told.tokens).encode("utf-16-le", "surrogatepass")
        if 2 * told.at < place or not whole.startswith(its, 2 * told.at):
            return False
        place = 2 * told.at + len(its)
    return True


def utf16_length(text: str) -> int:
    """Return the length of a text in units of UTF-16, in which JavaScript counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def candidates_size(candidates: Candidates) -> int:
    """Return about how many characters candidates have as JSON."""
    return sum(
        20 + len(text) + sum(14 + len(other) + 4 * sum(map(len, raw)) for other, _, *raw in others)
        for text, _, others in candidates.tokens
    )


def call_bytes(call: ToolCall) -> int:
    """Return the bytes of UTF-8 of a call, or of a piece of one."""
    return sum(len(part.encode()) for part in (call.id, call.name, call.arguments) if part)


def call_to_json(call: ToolCall) -> dict[str, Any]:
    """Return the known fields of a call, or of a piece of one."""
    return {name: value for name, value in asdict(call).items() if value is not None}


def call_from_json(data: Mapping[str, Any]) -> ToolCall:
    """Return the call that `call_to_json` wrote; further fields are ignored."""
    return ToolCall(data["index"], data.get("id"), data.get("name"), data.get("arguments"))


def candidates_from_json(data: Mapping[str, Any]) -> Candidates:
    """Return the candidates in ``data``, as JSON has them."""
    tokens = tuple(
        (text, logprob, tuple(candidate_of(*other) for other in others))
        for text, logprob, others in data["tokens"]
    )
    return Candidates(data["at"], tokens)


def content_to_json(content: Content) -> dict[str, Any]:
    """Return the ``data`` of a ``reset`` event; it has lists only if there is something in them."""
    data: dict[str, Any] = {"text": content.text, "reasoning": content.reasoning}
    if content.tool_calls:
        data["tool_calls"] = [call_to_json(call) for call in content.tool_calls]
    if content.candidates:
        data["candidates"] = [each._asdict() for each in content.candidates]
    return data


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote; further fields are ignored."""
    calls = tuple(map(call_from_json, data.get("tool_calls") or ()))
    candidates = tuple(map(candidates_from_json, data.get("candidates") or ()))
    return Content(data["text"], data["reasoning"] or "", calls, candidates)
