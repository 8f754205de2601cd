"""Long answers with everything that a page could find hard to show while it grows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yeoul.providers.base import Prompt
from yeoul.providers.script_steps import Step

SECTION = """## Section {n}

Water runs over stones and **shapes the valley** with `patience`, see [more](https://a.example/{n}).

- one thing that is so
- another thing, *rather different*
- a third thing with $x^2 + {n}$ in it

```python
def flow(depth):
    return depth * {n}
```

| place | speed |
|-------|-------|
| pool | slow |
| ford | fast |

"""

#: Blocks without an end: how each begins, how it goes on, and how it ends.
ENDLESS: dict[str, tuple[str, str, str]] = {
    "paragraph": (
        "",
        "the **water** of day {n} runs `on` and [on](https://a.example/{n}), ",
        "\n\n",
    ),
    "list": ("", "- item {n} of *this* list, with some words\n", "\n"),
    "inner list": ("1. one\n", "   - item {n} of *this* list, with some words\n", "\n"),
    "table": (
        "| place | speed | note |\n|---|--:|---|\n",
        "| pool {n} | {n} | a **note** |\n",
        "\n",
    ),
    "code": ("```python\n", "    depth_{n} = flow(depth_{n}, {n})  # and on\n", "```\n\n"),
    "quote": ("", "> said the river on day {n} to the *stone*\n", "\n"),
    "chinese": ("", "水流过石头{n}，塑造了**山谷**。", "\n\n"),
}

_TOKEN = re.compile(r"\s*\S{1,12}|\s+")


def sections(tokens: int, first: int = 1) -> list[str]:
    """Return about so many tokens of an answer that has a bit of everything."""
    found: list[str] = []
    while len(found) < tokens:
        found += _TOKEN.findall(SECTION.format(n=first))
        first += 1
    return found


def endless(kind: str, tokens: int) -> list[str]:
    """Return about so many tokens of one block."""
    begin, more, end = ENDLESS[kind]
    found, n = _TOKEN.findall(begin), 0
    while len(found) < tokens:
        n += 1
        found += _TOKEN.findall(more.format(n=n))
    return [*found, end]


class Told:
    """A script that plays tokens, and knows how many it has told."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.count = 0

    @property
    def script(self) -> Callable[[Prompt], Iterator[Step]]:
        """What the model plays."""
        return self._play

    def _play(self, _: Prompt) -> Iterator[Step]:
        for token in self.tokens:
            self.count += 1
            yield token
