"""An answer's text that grows: one task reads it, another shows the newest of it when it may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from yeoul import YeoulError
from yeoul.client import AnswerStream
from yeoul.events import Delta, End, Reset, Started

#: Fewer new characters are not worth showing, unless they are the first or the last ones,
WORTH = 200
#: or have waited as long as this, in seconds: a slow model should not seem stuck.
LONGEST_S = 5.0
#: Of an answer that has ended without a word: a person should not wait for one.
NOTHING = "[The answer is empty.]"


class GrowingText:
    """The text of one answer, with a word about its end if it did not finish.

    Reading never waits for showing: an answer may be faster than it can be shown, and what is shown
    is then the newest text, with nothing left out.
    """

    def __init__(self, stream: AnswerStream) -> None:
        self._stream = stream
        self._new = WORTH - 1  # so the first words are shown at once
        self._ending: str | None = None
        self._is_more = asyncio.Event()
        self._is_worth_it = asyncio.Event()

    async def read(self, on_start: Callable[[Started], None]) -> None:
        """Read to the end; ``on_start`` learns that the question has arrived."""
        ending = ""
        try:
            async for event in self._stream:
                match event:
                    case Started():
                        on_start(event)
                    case Delta() | Reset():
                        self._grow(len(event.text))
                    case End(status, _, error) if status != "finished":
                        ending = f"\n\n[{error.detail if error else status}]"
                    case _:
                        pass
        except (YeoulError, ConnectionError) as error:
            ending = f"\n\n[{error}]"
        self._ending = ending or ("" if self._stream.transcript.text.strip() else NOTHING)
        self._is_more.set()
        self._is_worth_it.set()

    async def wait(self) -> None:
        """Wait until there is enough to show, or all there will be."""
        await self._is_more.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_S):
                await self._is_worth_it.wait()

    def take(self) -> tuple[str, bool]:
        """Return the text to be shown now, and whether it is whole."""
        self._new = 0
        self._is_more.clear()
        self._is_worth_it.clear()
        return self._stream.transcript.text + (self._ending or ""), self._ending is not None

    def _grow(self, characters: int) -> None:
        self._new += characters
        self._is_more.set()
        if self._new >= WORTH:
            self._is_worth_it.set()
