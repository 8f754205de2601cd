"""Lives of answers, as readers see them, for the writers of all formats; drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from yeoul.api.answer_facts import Head
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    Timings,
    Usage,
    decode,
    encode,
)
from yeoul.protocol.growing_content import GrowingContent

HEAD = Head("a" * 32, 1_800_000_000, "echo", prompt_tokens=7)
STARTED = Started("a" * 32, "c" * 32, "q" * 32, "echo", "2026-11-28T10:00:00.000Z")
FINISHED = End("finished", "stop", None, Usage(12, 3), Timings(1, 5, 25, 9.5), "0" * 64)

#: Any text, and often one of what breaks lines or escapes.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\r\n\\"\x85\u2028\u2029👩여\0'),
    min_size=1,
    max_size=8,
)


@dataclass
class Life:
    """The frames of an answer, in the order in which one reader gets them."""

    frames: list[bytes] = field(default_factory=list)
    #: The content up to each frame.
    contents: list[Content] = field(default_factory=list)

    @property
    def content(self) -> Content:
        """The whole content."""
        return self.contents[-1]

    def whole(self) -> list[bytes]:
        """Return what a reader gets once the log has nothing but the whole."""
        end = self.frames[-1]
        return [encode(Cursor(99, 1), STARTED), encode(Cursor(99, 2), Reset(*self.content)), end]

    def coming_back(self, place: int) -> list[bytes]:
        """Return what a reader gets that comes back behind a frame, but cannot say so."""
        cursor, _ = decode(self.frames[place])
        so_far = encode(cursor, Reset(*self.contents[place]))
        return [so_far, *self.frames[place + 1 :]]


class _Growing:
    """A life as it is drawn."""

    def __init__(self) -> None:
        self.life = Life()
        self.growing = GrowingContent()
        self.epoch, self.seq = 1, 0

    def add(self, *events: Event) -> None:
        for event in events:
            self.seq += 1
            if event != STARTED:  # a later epoch's says nothing of what is kept
                self.growing.add(event)
            self.life.frames.append(encode(Cursor(self.epoch, self.seq), event))
            self.life.contents.append(self.growing.whole())

    def come_back(self) -> None:
        """Give the reader the whole, as one whose place is lost."""
        self.seq -= 1
        self.add(Reset(*self.growing.whole()))

    def go_on(self) -> None:
        """Open the next epoch."""
        kept = self.growing.whole()
        self.epoch, self.seq = self.epoch + 1, 0
        self.add(STARTED, Reset(*kept))


@st.composite
def lives(draw: st.DrawFn, *, in_order: bool = False) -> Life:
    """Return any life of an answer that ends well, over epochs and resets.

    ``in_order``: thinking, then text, then the calls one by one, as models speak.
    """
    growing = _Growing()
    growing.add(STARTED)
    for piece in draw(pieces_in_order() if in_order else st.lists(pieces(), max_size=12)):
        happens = draw(st.sampled_from(["", "", "", "come back", "go on"]))
        if happens == "come back":
            growing.come_back()
        elif happens == "go on":
            growing.go_on()
        growing.add(piece)
    if draw(st.booleans()):
        growing.come_back()
    growing.add(FINISHED)
    return growing.life


def pieces() -> st.SearchStrategy[Event]:
    """Return pieces of all kinds, in any order."""
    calls = st.builds(
        lambda index, has_id, name, arguments: ToolCall(
            index, f"call_{index}" if has_id else None, name, arguments
        ),
        st.integers(0, 2),
        st.booleans(),
        st.none() | st.sampled_from(["look_up"]),
        st.none() | TEXTS,
    )
    return st.one_of(st.builds(Delta, TEXTS), st.builds(Reasoning, TEXTS), calls)


@st.composite
def pieces_in_order(draw: st.DrawFn) -> list[Event]:
    """Return pieces in the order in which models speak."""
    made: list[Event] = [Reasoning(text) for text in draw(st.lists(TEXTS, max_size=3))]
    made += [Delta(text) for text in draw(st.lists(TEXTS, max_size=4))]
    for index in range(draw(st.integers(0, 2))):
        made.append(ToolCall(index, f"call_{index}", "look_up", ""))
        made += [ToolCall(index, arguments=text) for text in draw(st.lists(TEXTS, max_size=3))]
    return made


def moved(*events: Event) -> list[bytes]:
    """Return the frames of an answer whose text turns out to have been thinking."""
    all = [STARTED, Delta("so"), Reset("", "so"), Delta("Four."), *events]
    return [encode(Cursor(1, seq), event) for seq, event in enumerate(all, 1)]
