"""Tells the thinking inside a text from the text: models mark it with tags, or with half of them.

Pure. Only what an answer begins with is thinking: an answer may write about such tags. A closing
tag that nothing has opened means that all before it was thinking (the model's template opened it in
the prompt); the model is then known to begin with thinking, and is read so from its next answer on.
Tags may be cut anywhere; what could be the beginning of one waits for what follows it.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import chain

from yeoul.providers.base import Moved, Text, Thought

#: What opens thinking, and what may close it, as models and their templates write it.
_PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (f"<{name}>", (f"</{name}>",))
        for name in ("think", "thinking", "thought", "thoughts", "reasoning", "seed:think")
    ),
    ("[think]", ("[/think]",)),
    ("◁think▷", ("◁/think▷",)),
    ("<|begin_of_thought|>", ("<|end_of_thought|>",)),
    ("<|start_thinking|>", ("<|end_thinking|>",)),
    ("<|channel>thought", ("<channel|>",)),
    (
        "<|channel|>analysis<|message|>",
        (
            "<|end|><|start|>assistant<|channel|>final<|message|>",
            "<|start|>assistant<|channel|>final<|message|>",
            "<|channel|>final<|message|>",
        ),
    ),
)
_CLOSED_BY = dict(_PAIRS)
_CLOSINGS = frozenset(chain.from_iterable(_CLOSED_BY.values()))
_TAGS = (*_CLOSED_BY, *_CLOSINGS)
#: Every tag begins with one of these (see `_may_hold_tag`), so that a text without them is passed
#: on as it is.
_MARKS = "".join(sorted({tag[0] for tag in _TAGS}))
_LONGEST = max(map(len, _TAGS))
#: The longest first: where one tag begins with another, it is meant.
_TAG = re.compile(
    "|".join(re.escape(tag) for tag in sorted(_TAGS, key=len, reverse=True)),
    re.IGNORECASE | re.ASCII,
)
_QUOTES = "`'\"“‘«「『"
#: White space that is held back at the most.
_MAX_SPACE = 1024

Said = Text | Thought | Moved


class _State(Enum):
    #: Nothing but white space has come.
    START = auto()
    #: Nothing but white space has come, and thinking comes apart from the text.
    APART = auto()
    #: Behind a closing tag: white space is dropped, and more thinking may follow.
    BEHIND = auto()
    #: Behind an opening tag.
    THINKING = auto()
    #: No tag has come, but the model is known to begin with thinking.
    PRESUMED = auto()
    #: Text, in which a closing tag that nothing has opened would still mean something.
    TEXT = auto()
    #: Text, and no tag means anything any more.
    PLAIN = auto()


class ThinkingTags:
    """Reads the text of one answer, piece by piece.

    ``thinks_first``: whether the model is known to begin with thinking that no tag opens.
    """

    __slots__ = ("_backticks", "_closings", "_held", "_last", "_opened", "_state", "thinks_first")

    def __init__(self, *, thinks_first: bool = False) -> None:
        #: What is known of the model by now.
        self.thinks_first = thinks_first
        self._state = _State.START
        #: What cannot be told apart yet.
        self._held = ""
        self._closings: frozenset[str] = frozenset()
        #: Of the text, or the thought, so far: its backticks, its last character, and tags that
        #: were opened in its middle.
        self._backticks = 0
        self._last = ""
        self._opened = 0

    def leaves(self, text: str) -> bool:
        """Whether ``text`` is text as it is; it has then been read."""
        if self._state is not _State.PLAIN:
            if self._state is not _State.TEXT or self._held or _may_hold_tag(text):
                return False
            self._follow(text)
        return True

    def read(self, text: str) -> list[Said]:
        """Return what ``text`` adds: often itself, at times nothing yet."""
        said: list[Said] = []
        rest, self._held = self._held + text, ""
        while rest:
            rest = self._step(rest, said)
        return said

    def apart(self) -> list[Said]:
        """Note that thinking comes apart from the text; returns what was held back.

        No tag means anything then, but a closing one that the text begins with.
        """
        if self._state is _State.START and not self._held.strip():
            self._held = ""
        held = self.close()
        self.thinks_first = False
        if not held and self._state is not _State.TEXT:
            self._state = _State.APART
        else:
            self._state = _State.PLAIN
        return held

    def close(self) -> list[Said]:
        """Return what was held back, once nothing more comes."""
        held, self._held = self._held, ""
        if self._state is _State.THINKING or self._state is _State.PRESUMED:
            held = held.rstrip()
            return [Thought(held)] if held else []
        return [Text(held)] if held else []

    def finish(self, *, whole: bool) -> list[Said]:
        """As `close`; ``whole``: the model came to its own end, so that it has closed its thinking.

        What was presumed to be thinking, and was never closed, was the answer.
        """
        if self._state is not _State.PRESUMED or not whole:
            return self.close()
        self.thinks_first = False
        rest: list[Said] = [Thought(self._held)] if self._held else []
        return [*rest, Moved("text")]

    # -- one step: from a state to the next, as far as the text tells ------------------------------

    def _step(self, text: str, said: list[Said]) -> str:
        """Add what the beginning of ``text`` is, and return the rest of it."""
        match self._state:
            case _State.START | _State.APART | _State.BEHIND:
                return self._begin(text, said)
            case _State.THINKING | _State.PRESUMED:
                return self._think(text, said)
            case _State.TEXT:
                return self._write(text, said)
            case _State.PLAIN:
                said.append(Text(text))
                return ""

    def _begin(self, text: str, said: list[Said]) -> str:
        bare = text.lstrip()
        tag = _TAG.match(bare)
        if (not bare and len(text) < _MAX_SPACE) or (tag is None and bare and _is_cut_tag(bare)):
            self._held = bare if self._state is _State.BEHIND else text
            return ""
        if tag is not None and tag[0].lower() in _CLOSINGS:
            self._state = _State.BEHIND
            return bare[tag.end() :]
        if tag is not None and self._state is not _State.APART:
            self._closings = frozenset(_CLOSED_BY[tag[0].lower()])
            self._state, self._last = _State.THINKING, ""
            return bare[tag.end() :]
        if self._state is _State.START:
            self._state = _State.PRESUMED if self.thinks_first else _State.TEXT
            return text
        text = bare if self._state is _State.BEHIND else text
        self._state = _State.PLAIN
        return text

    def _think(self, text: str, said: list[Said]) -> str:
        if not self._last:  # nothing has been thought yet
            text = text.lstrip()
        closings = _CLOSINGS if self._state is _State.PRESUMED else self._closings
        for tag in _TAG.finditer(text):
            if tag[0].lower() in closings:
                if thought := text[: tag.start()].rstrip():
                    said.append(Thought(thought))
                self._state = _State.BEHIND
                return text[tag.end() :]
        known = text[: _end_of_known(text)]
        if len(known) - len(bare := known.rstrip()) < _MAX_SPACE:
            known = bare
        self._held = text[len(known) :]
        if known:
            said.append(Thought(known))
            self._last = known[-1]
        return ""

    def _write(self, text: str, said: list[Said]) -> str:
        start = 0
        for tag in _TAG.finditer(text):
            before = text[start : tag.start()]
            if tag[0].lower() in _CLOSED_BY:
                self._opened += 1
            elif self._opened:
                self._opened -= 1
            elif self._is_stray(before):
                if before:
                    said.append(self._text(before))
                said.append(Moved("thinking"))
                self.thinks_first = True
                self._state = _State.BEHIND
                return text[tag.end() :]
            said.append(self._text(text[start : tag.end()]))
            start = tag.end()
        end = max(start, _end_of_known(text))
        self._held = text[end:]
        if start < end:
            said.append(self._text(text[start:end]))
        return ""

    def _is_stray(self, before: str) -> bool:
        """Whether a closing tag behind ``before`` closes thinking, and is not written about."""
        last = before[-1:] or self._last
        in_code = (self._backticks + before.count("`")) % 2
        return last in ("", "\n") or not (in_code or last in _QUOTES)

    def _text(self, text: str) -> Text:
        self._follow(text)
        return Text(text)

    def _follow(self, text: str) -> None:
        if "`" in text:
            self._backticks += text.count("`")
        self._last = text[-1]


def without_thinking(text: str) -> str:
    """Return the text of a whole answer without the thinking that it begins with."""
    tags = ThinkingTags()
    kept: list[str] = []
    for said in [*tags.read(text), *tags.close()]:
        if isinstance(said, Text):
            kept.append(said.text)
        elif isinstance(said, Moved):
            kept.clear()
    return "".join(kept)


def _may_hold_tag(text: str) -> bool:
    return "<" in text or "[" in text or "◁" in text


def _is_cut_tag(text: str) -> bool:
    """Whether ``text`` is the beginning of a tag, and not all of one."""
    text = text.lower()
    return any(tag.startswith(text) and tag != text for tag in _TAGS)


def _end_of_known(text: str) -> int:
    """Return where the beginning of a tag stands at the end of ``text``; else, where it ends."""
    start = max(0, len(text) - _LONGEST + 1)
    for place in range(start, len(text)):
        if text[place] in _MARKS and _is_cut_tag(text[place:]):
            return place
    return len(text)
