"""The only worker: a server whose store and log are its own."""

from __future__ import annotations

from collections.abc import Callable, Collection

from yeoul.protocol.conversation import new_id
from yeoul.workers.base import Workers


class Alone(Workers):
    """A worker without others."""

    def __init__(self) -> None:
        self._me = new_id()

    @property
    def me(self) -> str:
        return self._me

    @property
    def leads(self) -> bool:
        return True

    async def use(self, store: str) -> None:
        """Nobody is there who could use another one."""

    def others(self) -> Collection[str]:
        return ()

    async def look(self) -> None:
        """Nobody can come."""

    def on_gone(self, told: Callable[[str], None]) -> None:
        """Nobody is there who could go."""

    def has_left(self, worker: str) -> bool:
        return False

    def slots(self, name: str, slots: int) -> None:
        """Nobody is there to share them with."""

    async def leave(self) -> None:
        """Nobody is there to be told."""

    async def aclose(self) -> None:
        """Nothing is open."""
