"""The steps of a script, and the scripts that ship: a fixed Markdown text, an echo, a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson

from yeoul.errors import YeoulError
from yeoul.protocol.content import ToolCall
from yeoul.providers.base import Piece, Progress, Prompt, Text

_PIECE = re.compile(r"\s*\S{1,4}|\s+")
_WORD = re.compile(r"\s*\S+|\s+")


class Gate(Protocol):
    """Something to wait for, such as an `asyncio.Event`."""

    async def wait(self) -> object:
        """Wait until the script may go on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A step that takes time."""

    seconds: float


#: One step: text (a str, or a `Text`), a thought, a piece of a call, a phase, a wait, a failure, or
#: the end. Pieces in a list arrive together. A script without `Finish` ends with the reason
#: ``tool_calls`` if it has called anything, else with ``stop``.
Step = str | Piece | list[Piece] | Pause | Gate | YeoulError
Script = Sequence[Step] | Callable[[Prompt], Iterable[Step]]


def echo(prompt: Prompt) -> Iterator[Step]:
    """Answer with the question, word by word, and first with what is told of its pictures."""
    last = prompt.turns[-1]
    for about, content in last.pictures:
        yield f"[{about.media_type} {about.width}×{about.height}, {len(content)} bytes] "
    yield from _WORD.findall(last.content)


def call(prompt: Prompt) -> Iterator[Step]:
    """Call the first tool with the question, in small pieces; behind its result, tell that."""
    last = prompt.turns[-1]
    if last.role == "tool":
        yield from _WORD.findall(last.content)
        return
    offered = prompt.options.get("tools") or [{"function": {"name": "look_up"}}]
    # As many calls as there were before, so that no two of a history have one id.
    earlier = sum(len(turn.tool_calls) for turn in prompt.turns)
    yield ToolCall(0, f"call_{earlier + 1}", offered[0]["function"]["name"])
    for piece in _PIECE.findall(orjson.dumps({"question": last.content}).decode()):
        yield ToolCall(0, arguments=piece)


def river(prompt: Prompt) -> Iterator[Step]:
    """Answer with a fixed text that has most of Markdown and Unicode in it, in small pieces."""
    yield Progress("thinking")
    yield from _PIECE.findall(RIVER)


Beat = list[Piece] | Pause | Gate | YeoulError


def beats(steps: Iterable[Step], *, behind: int) -> Iterator[Beat]:
    """Yield the steps in one form, without the first ``behind`` characters of their text.

    All other steps before that place are left out, and a failure right at it too: it ended the
    answer that is now continued.
    """
    skip, at_place = behind, behind > 0
    for step in steps:
        pieces = _pieces(step)
        if isinstance(pieces, list):
            kept, skip = _cut(pieces, skip)
            if kept:
                at_place = False
                yield kept
        elif not skip and not (at_place and isinstance(pieces, YeoulError)):
            yield pieces


def _pieces(step: Step) -> Beat:
    if isinstance(step, str):
        return [Text(step)]
    if isinstance(step, Piece):
        return [step]
    if isinstance(step, list):
        return step
    return step


def _cut(pieces: list[Piece], skip: int) -> tuple[list[Piece], int]:
    kept: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Text):
            text = piece.text[skip:]
            skip -= len(piece.text) - len(text)
            if text:
                kept.append(Text(text))
        elif not skip:
            kept.append(piece)
    return kept, skip


RIVER = """\
# 여울 · the shallows

A river runs fastest where it is **shallow**. Where it does, the water is *never* quite the same, \
and `yeoul` is the Korean word for the place.

여울은 강이나 바다의 바닥이 얕거나 폭이 좁아 물살이 세게 흐르는 곳입니다. \
한 글자도 잃지 않고 흐릅니다.

1. Snow melts 🏔️ and finds a way.
2. Friends meet: 👩‍👩‍👧‍👦, 👍🏽, 🇰🇷, 🏳️‍🌈, é and é.
   - 가나다라마바사
   - *אבג* and عربى read from the right.

| place | depth (m) | speed (m/s) |
|:--|--:|--:|
| pool | 3.2 | 0.2 |
| 여울 | 0.3 | 1.8 |

```python
def flow(depth_m: float, width_m: float, volume_m3_s: float) -> float:
    \"\"\"Return the speed of the water in metres per second.\"\"\"
    return volume_m3_s / (depth_m * width_m)  # 얕을수록 빠르다
```

> What is narrow and shallow is quick: $v = Q / A$.

See [the river](https://example.org/river) for more.
"""
