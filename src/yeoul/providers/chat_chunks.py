"""Reads Chat Completions chunks, the JSON that services and llama.cpp stream, into pieces.

Pure. It reads only what an answer needs: one choice's text, thinking and tool calls, the finish
reason, the usage, an error. Roles, other choices and unknown fields are ignored. Services differ in
where they put these things, so each is looked for under all names in use. Text comes out valid
whatever the service did to it: a surrogate pair that was cut in two is joined, and invalid text
(half a pair, invalid UTF-8, NUL) becomes U+FFFD.
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
from yeoul.providers.chat_calls import ChatCalls
from yeoul.providers.chat_fields import (
    WORDLESS,
    FinishReason,
    TextKind,
    finish_reason_in,
    parts_in,
    thinking_in,
    usage_in,
)
from yeoul.providers.error_bodies import error_in
from yeoul.providers.thinking_tags import ThinkingTags
from yeoul.providers.told_tokens import ToldTokens

#: Characters kept of data that is not a chunk, for the error if nothing else comes.
_MAX_ODD_CHARS = 500
_DATA = re.compile(rb"\A(?:data:\s*)+")


class ChatChunks:
    """The chunks of one answer, in order.

    ``failed`` returns the error to raise for a chunk that reports one. ``tags`` finds thinking
    inside the text. ``quote`` makes a service's own words presentable to people. ``told`` notes the
    tokens that choices tell beside their texts, for whoever joins both.
    """

    def __init__(
        self,
        failed: Callable[[object], YeoulError],
        tags: ThinkingTags | None = None,
        quote: Callable[[str], str] = str,
        told: ToldTokens | None = None,
    ) -> None:
        self._failed = failed
        self._quote, self._told = quote, told
        self._tags = tags or ThinkingTags()
        self._reason: FinishReason | None = None
        self._usage: Usage | None = None
        #: Whether the service has sent ``[DONE]``.
        self.done = False
        #: The error by which the stream has failed, after all pieces that came before.
        self.failure: YeoulError | None = None
        #: Whether the body was one whole reply, which needs no finish reason.
        self.is_whole_reply = False
        #: The index of the choice that is read, the first one with text or a call; None before.
        self.index: object = None
        #: Whether a delta has had text, thinking or calls.
        self._has_delta = False
        #: Whether text, and whether thinking, has come.
        self.has_text, self.has_thought = False, False
        #: Whether something followed a finish reason, so that none can be relied on here.
        self._has_early_reason = False
        #: The first half of a surrogate pair, waiting for its second: (kind, half).
        self._half: tuple[TextKind, str] | None = None
        #: The message so far, where each message in place of a delta repeats the ones before it.
        self._message, self._repeats = "", False
        #: The service's own word for the end.
        self._end = ""
        self._calls = ChatCalls()
        #: Data that is not a chunk.
        self._oddity = ""

    @property
    def has_calls(self) -> bool:
        """Whether the model has called a tool."""
        return bool(self._calls)

    @property
    def is_over(self) -> bool:
        """Whether no more text can come: the service has sent ``[DONE]``, or the stream failed."""
        return self.done or self.failure is not None

    @property
    def has_reason(self) -> bool:
        """Whether a finish reason has come. Text, usage and ``[DONE]`` may still follow it."""
        return self._reason is not None

    @property
    def is_complete(self) -> bool:
        """Whether the answer is whole even if its connection breaks now."""
        return self.done or (self.has_reason and not self._has_early_reason)

    @property
    def ends_well(self) -> bool:
        """Whether the answer is whole if nothing more comes."""
        return self._has_end and self.failure is None

    @property
    def _has_end(self) -> bool:
        return self.done or self.has_reason or self.is_whole_reply

    def read(self, raws: Iterable[bytes]) -> list[Piece]:
        """Return the pieces of chunks that arrived together.

        A chunk that cannot be read, or is an error, becomes `failure`, after the pieces that came
        before it. Chunks after it, or after ``[DONE]``, are ignored.
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

    def read_texts(self, texts: list[str]) -> list[Piece]:
        """Return what `read` returns for chunks of these texts alone, after one of text alone."""
        whole = texts[0] if len(texts) == 1 else "".join(texts)
        if self.has_text and self._tags.read_plain(whole):
            return [*map(Text, texts)]
        pieces: list[Piece] = []
        for text in texts:
            self._add_whole(Text, text, pieces)
        return pieces

    def _read_one(self, raw: bytes, pieces: list[Piece]) -> None:
        """Add the pieces of one chunk, often none.

        Raises:
            ProviderBroken: the chunk was cut off.
            YeoulError: the chunk is an error, as ``failed`` returns it.
        """
        try:
            chunk = orjson.loads(raw)
        except orjson.JSONDecodeError:
            if _is_done(raw):
                self.done = True
                return
            if raw[:5] == b"data:":  # an event inside an event
                self._read_one(_DATA.sub(b"", raw), pieces)
                return
            if b"\n" in raw:  # several events without a blank line between them
                for line in raw.split(b"\n"):
                    self._read_one(line, pieces)
                return
            chunk = _loads_leniently(raw)
        for entry in chunk if isinstance(chunk, list) else [chunk]:
            if isinstance(entry, dict):
                self._read_chunk(entry, pieces)
        if not (isinstance(chunk, dict) and ("choices" in chunk or [*chunk] == ["usage"])):
            self.note_oddity(raw)

    def note_oddity(self, data: bytes) -> None:
        """Note data that is not a chunk: a sign of life, the service's last word, or ``[DONE]``."""
        self.done = self.done or _is_done(data)
        if not self._oddity and data not in (b"{}", b"null"):
            self._oddity = as_text(data[:_MAX_ODD_CHARS].decode(errors="replace").strip())

    def _read_chunk(self, chunk: dict[str, Any], pieces: list[Piece]) -> None:
        """Add the pieces of one chunk, or of a whole reply, given as parsed JSON.

        Raises:
            YeoulError: the chunk is an error, as ``failed`` returns it.
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
        """Return whether this is the choice to read: the one whose text came first.

        Only one was asked for. A role, or thinking, before its text may have another index.
        """
        return self.index is None or bool((choice.get("index") or 0) == self.index)

    def _read_choice(self, choice: dict[str, Any], pieces: list[Piece]) -> None:
        before = len(pieces)
        if self._told is not None:
            self._told.note(choice.get("logprobs"))
        delta = choice.get("delta")
        if self._read_message(delta, pieces) | self._read_calls(delta, pieces):
            self._has_delta = True
        elif not self._has_delta:
            # A message counts only without deltas: beside them it repeats all of them.
            message = choice.get("message")
            self._read_message(self._news_in(message) or choice.get("text"), pieces)
            self._read_calls(message, pieces, is_whole=True)
        if self.index is None and (self.has_text or self._calls):
            self.index = choice.get("index") or 0
        if self._reason is not None and len(pieces) > before:
            self._has_early_reason = True
        ends = choice.get("finish_reason") or "finish_reason" not in choice
        if ends or "finishReason" in choice or "error" in choice:
            self._read_reason(choice)

    def _news_in(self, message: object) -> object:
        """Return the new part of a message, where each message repeats the one before it."""
        text = message.get("content") if isinstance(message, dict) else message
        if not isinstance(text, str) or not text:
            return message
        before, self._message = self._message, text
        adds = bool(before) and text.startswith(before) and len(text) > len(before)
        self._repeats = self._repeats or adds
        if not (adds or (self._repeats and text == before)):
            return message
        return {"content": text[len(before) :]}

    def _read_message(self, message: object, pieces: list[Piece]) -> bool:
        """Add the thinking and the text of a delta or a message. Returns whether it has any."""
        if not isinstance(message, dict):
            message = {"content": message if isinstance(message, str) else None}
        content, thought = message.get("content"), ""
        if len(message) > 1 or content is None:
            if thought := thinking_in(message):
                self._add(Thought, thought, pieces)
            content = content or message.get("refusal")
        if isinstance(content, str):
            self._add(Text, content, pieces)
        elif content:
            for kind, text in parts_in(content):
                self._add(kind, text, pieces)
        return bool(content or thought)

    def _read_calls(self, message: object, pieces: list[Piece], *, is_whole: bool = False) -> bool:
        """Add the calls of a delta, or of a message, which is whole. Returns whether it has any."""
        if not isinstance(message, dict):
            return False
        if not (message.get("tool_calls") or message.get("function_call")):
            return False
        return self._calls.read(message, pieces, is_whole=is_whole)

    def _read_reason(self, choice: dict[str, Any]) -> None:
        """Note the finish reason of a choice, if it has one.

        Raises:
            YeoulError: the service has broken off the answer.
        """
        if (wrong := choice.get("error")) and isinstance(wrong, dict | str):
            raise self._failed(wrong)
        reason, broken_off = finish_reason_in(choice)
        if broken_off:
            why = choice.get("message") or f"the model ended with {broken_off!r}"
            raise self._failed(why if isinstance(why, dict) else {"message": why})
        self._reason = reason or self._reason
        self._end = str(choice.get("finish_reason") or "") or self._end
        self._usage = usage_in(choice.get("usage")) or self._usage

    def _add(self, kind: TextKind, text: str, pieces: list[Piece]) -> None:
        """Add a text that may begin or end with half of a surrogate pair."""
        if self._half is not None:
            text = self._second_half(kind, text, pieces)
        if not text.isascii() or "\0" in text:
            text = self._without_half(kind, text)
        if text:
            self._add_whole(kind, text, pieces)

    def _add_whole(self, kind: TextKind, text: str, pieces: list[Piece]) -> None:
        if kind is Text:
            if self.has_text and self._tags.read_plain(text):
                pieces.append(Text(text))
            else:
                self._add_found(self._tags.read(text), pieces)
        else:
            if not self.has_thought:
                self._add_found(self._tags.note_apart(), pieces)
                self.has_thought = True
            pieces.append(Thought(text))

    def _add_found(self, found: Iterable[Text | Thought | Moved], pieces: list[Piece]) -> None:
        """Add the pieces that a text turned out to be."""
        for piece in found:
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
        self._add_whole(held, "\ufffd", pieces)
        return text

    def _without_half(self, kind: TextKind, text: str) -> str:
        if "\ud800" <= text[-1:] <= "\udbff":
            self._half = (kind, text[-1])
            text = text[:-1]
        return as_text(text)

    def held_back(self) -> list[Piece]:
        """Return the pieces held back, for a text that breaks off here."""
        pieces = self._last_half()
        self._add_found(self._tags.close(), pieces)
        self._calls.close(pieces)
        return pieces

    def finish(self) -> list[Piece]:
        """Return the last pieces, `Finish` as the very last, once nothing more comes.

        Raises:
            EmptyAnswer: the answer has no text, no thinking and no calls.
            ProviderBroken: the stream ended before the model had finished.
            YeoulError: `failure`, unless it came after the whole answer.
        """
        if self.failure is not None and (self._has_early_reason or not self._has_end):
            raise self.failure
        if not self._has_end:
            raise self._premature_end()
        reason = self._reason or "stop"
        last = self._last_half()
        self._add_found(self._tags.finish(whole=reason == "stop"), last)
        self._calls.close(last)
        if self._calls:
            # Services end calls with any word for a good end.
            return [*last, Finish("tool_calls" if reason == "stop" else reason, self._usage)]
        has_words = self.has_text or self.has_thought
        return [*last, Finish(reason, self._usage, None if has_words else self._instead())]

    def _premature_end(self) -> YeoulError:
        if not (self.has_text or self.has_thought or self._calls):
            return EmptyAnswer(
                self._instead() or "The service closed its reply without a word. Ask again."
            )
        quoted = self._quote(self._oddity)
        reason = f" It said: {quoted}" if " " in quoted else ""  # more than a sign of life
        return ProviderBroken(
            f"The model's service ended the stream in the middle of an answer.{reason}"
        )

    def _last_half(self) -> list[Piece]:
        pieces: list[Piece] = []
        if self._half is not None:
            (kind, _), self._half = self._half, None
            self._add_whole(kind, "\ufffd", pieces)
        return pieces

    def _instead(self) -> str | None:
        """Return a sentence on the reply that came instead of an answer; None if there is none."""
        if self._reason in WORDLESS:
            return WORDLESS[self._reason]
        if quoted := self._quote(self._oddity):
            return f"The service gave no answer. All it said was: {quoted}"
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
