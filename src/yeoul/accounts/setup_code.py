"""The code by which the first account of a headless server is made: printed once, where it runs.

Only a person who sees the server's output has it, so the first stranger who comes by is no admin.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from yeoul.errors import Forbidden

#: Without letters and digits that look alike; 12 of them are 60 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LIFE_S = 30 * 60.0
MAX_WRONG_TRIES = 10


class SetupCode:
    """One code, for half an hour and ten wrong tries."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        letters = [secrets.choice(_ALPHABET) for _ in range(12)]
        #: As it is shown: ``ABCD-EFGH-JKLM``.
        self.text = "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))
        self._clock = clock
        self._ends_at = clock() + LIFE_S
        self._wrong_tries = 0

    def check(self, given: str) -> None:
        """Check that this is the code, however it is spaced and whatever its case.

        Raises:
            Forbidden: it is wrong, or no code is right any more.
        """
        if self._wrong_tries >= MAX_WRONG_TRIES or self._clock() > self._ends_at:
            raise Forbidden("This code is no longer good: start the server again for a new one.")
        letters = "".join(char for char in given.upper() if char.isalnum())
        if not secrets.compare_digest(letters.encode(), self.text.replace("-", "").encode()):
            self._wrong_tries += 1
            raise Forbidden("This is not the code that the server has printed.")
