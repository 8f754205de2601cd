"""Separates thinking from text where a model mixes them: between tags, or before a closing one.

Pure. Thinking stands at the beginning of an answer only; further on, tags belong to the text. A
closing tag without an opening one means that everything before it was thinking (the model's
template opened it in the prompt). The model is then known to begin with thinking, and its next
answers are read so from the start. Tags may be cut anywhere: a possible beginning of one is held
back until it is clear.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import chain

from yeoul.providers.base import Moved, Text, Thought

#: Tags that open thinking, each with the tags that may close it, in models and templates.
_PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (f"<{name}>", (f"</{name}>",))
        for name in (
            *("think", "thinking", "thought", "thoughts", "reason", "reasoning"),
            *("seed:think", "mm:think", "longcat_think"),
        )
    ),
    ("[think]", ("[/think]",)),
    ("◁think▷", ("◁/think▷",)),
    ("<|begin_of_thought|>", ("<|end_of_thought|>",)),
    ("<|start_thinking|>", ("<|end_thinking|>",)),
    ("<|channel>thought", ("<channel|>",)),
    *(
        (
            f"{start}<|channel|>analysis<|message|>",
            (
                "<|end|><|start|>assistant<|channel|>final<|message|>",
                "<|start|>assistant<|channel|>final<|message|>",
                "<|channel|>final<|message|>",
            ),
        )
        for start in ("", "<|start|>assistant")
    ),
)
_CLOSED_BY = dict(_PAIRS)
_CLOSINGS = frozenset(chain.from_iterable(_CLOSED_BY.values()))
_TAGS = (*_CLOSED_BY, *_CLOSINGS)
#: Every tag begins with one of these (see `_may_hold_tag`), so a text without them holds none.
_MARKS = "".join(sorted({tag[0] for tag in _TAGS}))
_LONGEST = max(map(len, _TAGS))
#: The longest first: a tag that begins with another one is not that one.
_TAG = re.compile(
    "|".join(re.escape(tag) for tag in sorted(_TAGS, key=len, reverse=True)),
    re.IGNORECASE | re.ASCII,
)
#: Characters right before a tag that a text only mentions, and characters that end a sentence.
_OPENERS = "'“‘«「『([{\\"
_ENDERS = '.!?…。！？:;)]}"”’»」』`*_'
#: Characters of a line that are checked, and pieces of a text that are kept unread.
_MAX_LINE, _MAX_UNREAD = 1024, 1000
#: Most characters of white space that are held back.
_MAX_SPACE = 1024

Found = Text | Thought | Moved


class _State(Enum):
    #: Nothing but white space has come.
    START = auto()
    #: Nothing but white space has come, and thinking comes apart from the text.
    APART = auto()
    #: After a closing tag: white space is dropped, and more thinking may follow.
    BEHIND = auto()
    #: After an opening tag.
    THINKING = auto()
    #: No tag has come, but the model is known to begin with thinking.
    PRESUMED = auto()
    #: Text, in which a closing tag without an opening one would still count.
    TEXT = auto()
    #: Text, in which no tag counts any more.
    PLAIN = auto()


class _Place:
    """The place at the end of a Markdown text, which decides the meaning of a closing tag."""

    __slots__ = ("_fenced", "_line", "_unread")

    def __init__(self) -> None:
        self._fenced = False
        self._line = ""
        #: Most texts have no tags, so these are read only when `ends_thinking` is asked.
        self._unread: list[str] = []

    def follow(self, text: str) -> None:
        self._unread.append(text)
        if len(self._unread) > _MAX_UNREAD:
            self._read()

    def ends_thinking(self) -> bool:
        """Return whether a closing tag here closes thinking, rather than being mentioned.

        A tag that closes stands on its own line, or right after a sentence. In code, in quotes, or
        in the middle of a sentence it is a word like any other.
        """
        self._read()
        line = self._line
        bare = line.rstrip()
        if self._fenced or not bare:
            return not self._fenced
        mark = bare[len(bare.rstrip('*_"')) :]
        if line.count("`") % 2 or bare[-1] in _OPENERS or (mark and bare.count(mark) % 2):
            return False
        return line == bare or bare[-1] in _ENDERS

    def _read(self) -> None:
        *lines, line = "".join([self._line, *self._unread]).split("\n")
        self._unread.clear()
        for whole in lines:
            if whole.lstrip(" \t>").startswith(("```", "~~~")) and whole.count("```") < 2:
                self._fenced = not self._fenced
        self._line = line[-_MAX_LINE:]


class ThinkingTags:
    """Reads the text of one answer, piece by piece.

    ``thinks_first`` says that the model is known to begin with thinking that no tag opens.
    """

    __slots__ = (
        *("_closings", "_held", "_moved", "_opened", "_place", "_state", "_thought"),
        "thinks_first",
    )

    def __init__(self, *, thinks_first: bool = False) -> None:
        #: Updated while the answer is read; read it back at the end.
        self.thinks_first = thinks_first
        self._state = _State.START
        #: Text whose kind is not clear yet.
        self._held = ""
        self._closings: frozenset[str] = frozenset()
        #: Whether a closing tag has turned the text before it into thinking.
        self._moved = False
        #: Whether thinking has come.
        self._thought = False
        #: The place where the text ends, and the number of tags opened in its middle.
        self._place = _Place()
        self._opened = 0

    def read_plain(self, text: str) -> bool:
        """Read ``text`` if it is certainly text without a tag. Returns whether it was."""
        if self._state is not _State.PLAIN:
            if self._state is not _State.TEXT or self._held or _may_hold_tag(text):
                return False
            self._place.follow(text)
        return True

    def read(self, text: str) -> list[Found]:
        """Return the pieces that ``text`` adds: often itself, at times nothing yet."""
        found: list[Found] = []
        rest, self._held = self._held + text, ""
        while rest:
            rest = self._step(rest, found)
        return found

    def note_apart(self) -> list[Found]:
        """Note that thinking comes apart from the text. Returns the pieces held back.

        Tags then count for nothing, except a closing one at the beginning of the text.
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

    def close(self) -> list[Found]:
        """Return the pieces held back, once nothing more comes."""
        held, self._held = self._held, ""
        if self._state is _State.THINKING or self._state is _State.PRESUMED:
            held = held.rstrip()
            return [Thought(held)] if held else []
        if self._state is _State.BEHIND:
            held = held.lstrip()
        return [Text(held)] if held else []

    def finish(self, *, whole: bool) -> list[Found]:
        """Return the pieces held back, after the last piece of an answer.

        ``whole`` says that the model came to its own end, so it has closed its thinking: text that
        was presumed to be thinking and never closed was the answer after all. So was everything
        before a closing tag at the very end that had no opening one.
        """
        left_over = self._state is _State.BEHIND and self._moved
        if not whole or not (self._state is _State.PRESUMED or left_over):
            return self.close()
        self.thinks_first = False
        rest: list[Found] = [Thought(self._held)] if self._held else []
        return [*rest, Moved("text")]

    # -- one step from a state to the next ---------------------------------------------------------

    def _step(self, text: str, found: list[Found]) -> str:
        """Add the pieces at the beginning of ``text``, and return the rest of it."""
        match self._state:
            case _State.START | _State.APART | _State.BEHIND:
                return self._begin(text, found)
            case _State.THINKING | _State.PRESUMED:
                return self._think(text, found)
            case _State.TEXT:
                return self._write(text, found)
            case _State.PLAIN:
                found.append(Text(text))
                return ""

    def _begin(self, text: str, found: list[Found]) -> str:
        bare = text.lstrip()
        tag = _TAG.match(bare)
        if (not bare and len(text) < _MAX_SPACE) or (tag is None and bare and _is_cut_tag(bare)):
            blank = len(text) - len(bare)
            start = text.rfind("\n", 0, blank) if self._state is _State.BEHIND else 0
            self._held = text[max(0, start) :]
            return ""
        if tag is not None and tag[0].lower() in _CLOSINGS:
            self._state = _State.BEHIND
            return bare[tag.end() :]
        if tag is not None and self._state is not _State.APART:
            self._closings = frozenset(_CLOSED_BY[tag[0].lower()])
            self._state, self._thought = _State.THINKING, False
            return bare[tag.end() :]
        if self._state is _State.START:
            self._state = _State.PRESUMED if self.thinks_first else _State.TEXT
            return text
        if self._state is _State.BEHIND:
            # Blank lines go, but the first line keeps its indentation: it may be code.
            line = text.rfind("\n", 0, len(text) - len(bare))
            text = bare if line < 0 else text[line + 1 :]
        self._state = _State.PLAIN
        return text

    def _think(self, text: str, found: list[Found]) -> str:
        if not self._thought:
            text = text.lstrip()
        closings = _CLOSINGS if self._state is _State.PRESUMED else self._closings
        for tag in _TAG.finditer(text):
            if tag[0].lower() in closings:
                if thought := text[: tag.start()].rstrip():
                    found.append(Thought(thought))
                self._state = _State.BEHIND
                return text[tag.end() :]
        known = text[: _end_of_known(text)]
        if len(known) - len(bare := known.rstrip()) < _MAX_SPACE:
            known = bare
        self._held = text[len(known) :]
        if known:
            found.append(Thought(known))
            self._thought = True
        return ""

    def _write(self, text: str, found: list[Found]) -> str:
        start = 0
        for tag in _TAG.finditer(text):
            if before := text[start : tag.start()]:
                found.append(self._text(before))
            if tag[0].lower() in _CLOSED_BY:
                self._opened += 1
            elif self._opened:
                self._opened -= 1
            elif self._place.ends_thinking():
                found.append(Moved("thinking"))
                self.thinks_first = self._moved = True
                self._state = _State.BEHIND
                return text[tag.end() :]
            found.append(self._text(tag[0]))
            start = tag.end()
        end = max(start, _end_of_known(text))
        self._held = text[end:]
        if start < end:
            found.append(self._text(text[start:end]))
        return ""

    def _text(self, text: str) -> Text:
        self._place.follow(text)
        return Text(text)


def without_thinking(text: str) -> str:
    """Return the text of a whole answer without the thinking that it begins with."""
    tags = ThinkingTags()
    kept: list[str] = []
    for found in [*tags.read(text), *tags.close()]:
        if isinstance(found, Text):
            kept.append(found.text)
        elif isinstance(found, Moved):
            kept.clear()
    return "".join(kept)


def _may_hold_tag(text: str) -> bool:
    # `_MARKS`, written out: every token passes here.
    return "<" in text or "[" in text or "◁" in text


def _is_cut_tag(text: str) -> bool:
    """Return whether ``text`` is the beginning of a tag, but not a whole one."""
    text = text.lower()
    return any(tag.startswith(text) and tag != text for tag in _TAGS)


def _end_of_known(text: str) -> int:
    """Return the start of a tag that the end of ``text`` cuts; without one, the text's length."""
    start = max(0, len(text) - _LONGEST + 1)
    for place in range(start, len(text)):
        if text[place] in _MARKS and _is_cut_tag(text[place:]):
            return place
    return len(text)
