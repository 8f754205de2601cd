"""Remembers which streams were cut, for clients that ask only for what still grows.

An answer may end while its client is away. One that comes back is then told that nothing grows,
and would take what it has for the whole.
"""

from __future__ import annotations

from datetime import timedelta

from yeoul.protocol.conversation import Answer, utc_now

#: Most answers of which it is known.
MAX_KNOWN = 10_000
#: The time for which an answer that a restart has cut is believed to lack its client.
RESTART_LIFE = timedelta(minutes=10)


class Undelivered:
    """Which answers have not reached their clients whole. For one event loop."""

    def __init__(self) -> None:
        #: Whether the last stream of an answer was read to its end. Used as an ordered dictionary.
        self._has_all: dict[str, bool] = {}

    def left(self, answer_id: str, has_all: bool) -> None:
        """Note that a reader has left, with whether it has all of the answer."""
        self._has_all.pop(answer_id, None)
        self._has_all[answer_id] = has_all
        if len(self._has_all) > MAX_KNOWN:
            del self._has_all[next(iter(self._has_all))]

    def lacks(self, answer: Answer) -> bool:
        """Return whether a client surely, or behind a restart perhaps, lacks an answer's end."""
        has_all = self._has_all.get(answer.id)
        if has_all is not None:
            return not has_all
        return answer.epoch > 1 and utc_now() - answer.created_at < RESTART_LIFE
