"""Reads Chat Completions chunks, the JSON that services and llama.cpp stream, into pieces.

Pure. Only what an answer needs is read: one choice's text and thinking, the finish reason,
the usage, an error, the names of tools that are called; roles, other choices and unknown fields are
passed over. Services differ in where they put these things, so each is looked for under all names
that are in use. Text comes out whole whatever the service did to it: a surrogate pair cut in two is
joined, what cannot be text (half a pair, invalid UTF-8, NUL) becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import orjson

from yeoul.errors import EmptyAnswer, ProviderBroken, YeoulError
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Moved, Piece, Progress, Text, Thought, as_text
from yeoul.providers.chat_fields import (
    FinishReason,
    TextKind,
    calls_in,
    finish_reason_in,
    parts_in,
    thinking_in,
    usage_in,
)
from yeoul.providers.error_bodies import error_in
from yeoul.providers.thinking_tags import ThinkingTags

#: Words that are no chunk are kept so far, to be told if nothing else comes.
_MAX_ODD_CHARS = 500
_DATA = re.compile(rb"\A(?:data:\s*)+")


class ChatChunks:
    """The chunks of one answer, in order.

    ``failed`` turns what a chunk says went wrong into the error to raise. ``tags`` tells thinking
    inside the text apart. ``quote`` makes a service's own words fit for people.
    """

    def __init__(
        self,
        failed: Callable[[object], YeoulError],
        tags: ThinkingTags | None = None,
        quote: Callable[[str], str] = str,
    ) -> None:
        self._failed = failed
        self._quote = quote
        self._tags = tags or ThinkingTags()
        self._reason: FinishReason | None = None
        self._usage: Usage | None = None
        #: The service has said ``[DONE]``.
        self.done = False
        #: Why the stream has failed, if it has.
        self.failure: YeoulError | None = None
        #: The index of the choice that is read: the first one with text.
        self._index: object = None
        #: A delta has said something.
        self._spoke = False
        #: Text, or thinking, has come.
        self.has_text, self.has_thought = False, False
        #: Something came behind a finish reason, so that in this answer none can be relied upon.
        self.finished_early = False
        #: The first half of a surrogate pair, waiting for its second: (kind, half).
        self._half: tuple[TextKind, str] | None = None
        #: The message so far, where messages in place of deltas say all of it each time.
        self._message, self._grows = "", False
        #: The service's own word for the end.
        self._end = ""
        #: Names of the tools that the model has called.
        self._calls: list[str] = []
        #: What came that is no chunk.
        self._odd = ""

    @property
    def finished(self) -> bool:
        """Whether a finish reason has come; text may still follow it."""
        return self._reason is not None

    def read(self, raws: Iterable[bytes]) -> list[Piece]:
        """Return the pieces of chunks that arrived together.

        A chunk that cannot be read, or is an error, becomes `failure` behind the pieces that came
        before it; what follows it, or ``[DONE]``, is passed over.
        """
        pieces: list[Piece] = []
        for raw in raws:
            if self.done or self.failure is not None:
                break
            try:
                self._read_one(raw, pieces)
            except YeoulError as error:
                self.failure = error
        return pieces

    def _read_one(self, raw: bytes, pieces: list[Piece]) -> None:
        """Add the pieces of one chunk, often none.

        Raises:
            ProviderBroken: it was cut off.
            YeoulError: it is an error, as ``failed`` says.
        """
        try:
            chunk = orjson.loads(raw)
        except orjson.JSONDecodeError:
            if _is_done(raw):
                self.done = True
                return
            if raw[:5] == b"data:":  # what was an event already became the data of one
                self._read_one(_DATA.sub(b"", raw), pieces)
                return
            if b"\n" in raw:  # several lines of data that no blank line parts
                for line in raw.split(b"\n"):
                    self._read_one(line, pieces)
                return
            chunk = _loads_leniently(raw)
        for entry in chunk if isinstance(chunk, list) else [chunk]:
            if isinstance(entry, dict):
                self._read_chunk(entry, pieces)
        if not (isinstance(chunk, dict) and ("choices" in chunk or [*chunk] == ["usage"])):
            self.hear(raw)

    def hear(self, said: bytes) -> None:
        """Take what is no chunk: a sign of life, or the last word of the service."""
        self.done = self.done or _is_done(said)
        if said in (b"{}", b"null"):
            return
        self._odd = self._odd or as_text(said[:_MAX_ODD_CHARS].decode(errors="replace").strip())

    def _read_chunk(self, chunk: dict[str, Any], pieces: list[Piece]) -> None:
        """Add the pieces of one chunk, or of a whole reply, once its JSON is read.

        Raises:
            YeoulError: it is an error, as ``failed`` says.
        """
        choices = chunk.get("choices")
        suspect = not choices or "error" in chunk or "base_resp" in chunk
        if suspect and (wrong := error_in(chunk)) is not None:
            raise self._failed(wrong)
        if (usage := chunk.get("usage")) is not None:
            self._usage = usage_in(usage) or self._usage
        if isinstance(beside := chunk.get("x_groq"), dict):
            if beside.get("error"):
                raise self._failed(beside)
            self._usage = usage_in(beside.get("usage")) or self._usage
        if "prompt_progress" in chunk:
            pieces.append(Progress("thinking"))
        if isinstance(choices, dict):
            choices = [choices]
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and self._is_ours(choice):
                self._read_choice(choice, pieces)

    def _is_ours(self, choice: dict[str, Any]) -> bool:
        """Whether the choice is the one whose text came first; only one was asked for.

        What comes before a text may have another index: a role, or thinking.
        """
        return self._index is None or bool((choice.get("index") or 0) == self._index)

    def _read_choice(self, choice: dict[str, Any], pieces: list[Piece]) -> None:
        before = len(pieces)
        if self._read_said(choice.get("delta"), pieces):
            self._spoke = True
        elif not self._spoke:
            # In place of the delta; beside deltas a message would say all of it once more.
            self._read_said(self._news(choice.get("message")) or choice.get("text"), pieces)
        if self._index is None and self.has_text:
            self._index = choice.get("index") or 0
        if self._reason is not None and len(pieces) > before:
            self.finished_early = True
        ends = choice.get("finish_reason") or "finish_reason" not in choice
        if ends or "finishReason" in choice or "error" in choice:
            self._read_reason(choice)

    def _news(self, message: object) -> object:
        """Return what a message adds, where each one begins with the one before it."""
        said = message.get("content") if isinstance(message, dict) else message
        if not isinstance(said, str) or not said:
            return message
        before, self._message = self._message, said
        grows = bool(before) and said.startswith(before) and len(said) > len(before)
        self._grows = self._grows or grows
        if not (grows or (self._grows and said == before)):
            return message
        return {"content": said[len(before) :]}

    def _read_said(self, said: object, pieces: list[Piece]) -> bool:
        """Add the thinking and the text of a delta or a message; returns whether there was any."""
        if not isinstance(said, dict):
            said = {"content": said if isinstance(said, str) else None}
        content, thought = said.get("content"), ""
        if len(said) > 1 or content is None:
            if thought := thinking_in(said):
                self._add(Thought, thought, pieces)
            self._calls += calls_in(said)
            content = content or said.get("refusal")
        if isinstance(content, str):
            self._add(Text, content, pieces)
        elif content:
            for kind, text in parts_in(content):
                self._add(kind, text, pieces)
        return bool(content or thought)

    def _read_reason(self, choice: dict[str, Any]) -> None:
        """Note why the answer is over, if this choice says so.

        Raises:
            YeoulError: it was broken off.
        """
        if (wrong := choice.get("error")) and isinstance(wrong, dict | str):
            raise self._failed(wrong)
        reason, broken_off = finish_reason_in(choice)
        if broken_off:
            said = choice.get("message") or f"the model ended with {broken_off!r}"
            raise self._failed(said if isinstance(said, dict) else {"message": said})
        self._reason = reason or self._reason
        self._end = str(choice.get("finish_reason") or "") or self._end
        self._usage = usage_in(choice.get("usage")) or self._usage

    def _add(self, kind: TextKind, text: str, pieces: list[Piece]) -> None:
        if self._half is not None:
            text = self._second_half(kind, text, pieces)
        if not text.isascii() or "\0" in text:
            text = self._whole(kind, text)
        if text:
            self._say(kind, text, pieces)

    def _say(self, kind: TextKind, text: str, pieces: list[Piece]) -> None:
        if kind is Text:
            if self.has_text and self._tags.leaves(text):
                pieces.append(Text(text))
            else:
                self._note(self._tags.read(text), pieces)
        else:
            if not self.has_thought:
                self._note(self._tags.apart(), pieces)
                self.has_thought = True
            pieces.append(Thought(text))

    def _note(self, said: Iterable[Text | Thought | Moved], pieces: list[Piece]) -> None:
        """Add what the text turned out to be."""
        for piece in said:
            if isinstance(piece, Text):
                self.has_text = self.has_text or not piece.text.isspace()
            elif isinstance(piece, Thought):
                self.has_thought = True
            else:
                self.has_text, self.has_thought = piece.to == "text", piece.to == "thinking"
            pieces.append(piece)

    def _second_half(self, kind: TextKind, text: str, pieces: list[Piece]) -> str:
        assert self._half is not None
        held, half = self._half
        self._half = None
        if held is kind:
            return half + text
        self._say(held, "\ufffd", pieces)
        return text

    def _whole(self, kind: TextKind, text: str) -> str:
        if "\ud800" <= text[-1:] <= "\udbff":
            self._half = (kind, text[-1])
            text = text[:-1]
        return as_text(text)

    def held(self) -> list[Piece]:
        """Return what was held back, once nothing more comes and the answer is not whole."""
        pieces = self._last_half()
        self._note(self._tags.close(), pieces)
        return pieces

    def finish(self, *, whole: bool = False) -> list[Piece]:
        """Return the last pieces, once the stream is over.

        ``whole``: the body was one reply, which needs no finish reason.

        Raises:
            EmptyAnswer: nothing came at all.
            ProviderBroken: it ended before the model had finished.
            YeoulError: `failure`, unless it came behind the whole answer.
        """
        over = self.done or self.finished or whole
        if self.failure is not None and (self.finished_early or not over):
            raise self.failure
        if not over:
            if not (self.has_text or self.has_thought or self._calls):
                raise EmptyAnswer(
                    self._instead() or "The service closed its reply without a word. Ask again."
                )
            odd = self._quote(self._odd)
            said = f" It said: {odd}" if " " in odd else ""  # more than a sign of life
            raise ProviderBroken(
                f"The model's service ended the stream in the middle of an answer.{said}"
            )
        reason = self._reason or "stop"
        last = self._last_half()
        self._note(self._tags.finish(whole=reason == "stop"), last)
        told = self.has_text or self.has_thought
        return [*last, Finish(reason, self._usage, None if told else self._instead())]

    def _last_half(self) -> list[Piece]:
        pieces: list[Piece] = []
        if self._half is not None:
            (kind, _), self._half = self._half, None
            self._say(kind, "\ufffd", pieces)
        return pieces

    def _instead(self) -> str | None:
        """Return a sentence on what came instead of an answer; None: nothing did."""
        if self._calls:
            names = ", ".join(dict.fromkeys(self._calls))[:100]
            return (
                f"The model called a tool ({names}) instead of answering, and none can be run"
                " here. Ask again, or choose another model."
            )
        if self._reason == "content_filter":
            return (
                "The service's content filter let none of the answer through. Ask in other words."
            )
        if self._reason == "length":
            return (
                "The model used up its length before it wrote anything; it may have thought unseen."
                " Allow longer answers, or ask for less."
            )
        if odd := self._quote(self._odd):
            return f"The service gave no answer. All it said was: {odd}"
        if (end := self._quote(self._end)) and end.lower() != "stop":
            return f"The model ended with {end!r} before it wrote anything. Ask again."
        return None


def _is_done(raw: bytes) -> bool:
    bare = raw.strip(b' \t"').upper()
    return bare.startswith(b"[DONE]") or bare == b"DONE"


def _loads_leniently(raw: bytes) -> object:
    # orjson refuses invalid UTF-8 and lone surrogates; the rest of such a chunk is still good.
    try:
        return json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        if not raw.lstrip().startswith((b"{", b"[{", b"[[")):
            return None
        raise ProviderBroken("The service sent a chunk that cannot be read.") from error
