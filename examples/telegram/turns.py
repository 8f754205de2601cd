"""What people have written to the bot, and how far it has answered: in a file.

A turn is kept before Telegram is told that its message has been received, and stays open until its
answer has been written to the end. So a bot that dies in between finds it again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass


@dataclass(slots=True)
class Turn:
    """One message of a person, and what the bot has written for it."""

    #: Telegram's number of the update: one that comes twice is one turn.
    id: int
    chat: int
    person: int
    words: str
    #: The answer's id, and the Idempotency-Key of its question: however often that is sent, it is
    #: asked once.
    answer: str
    #: Where the question is, once it is known to have arrived. Empty: a new one begins behind this.
    conversation: str | None = None
    #: The message that grows. None: it is yet to be sent.
    message: int | None = None
    #: Where that message begins in the answer: behind those that are full.
    begin: int = 0


class Turns:
    """The turns of all chats. A change is on the disk when its method returns."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS turns (id INTEGER PRIMARY KEY, chat, person, words, "
            "answer, conversation, message, begin, closed)"
        )

    def add(self, turn: Turn) -> None:
        """Keep a new turn; one that is there already stays as it is."""
        row = astuple(turn)
        self._file.execute("INSERT OR IGNORE INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", row)

    def keep(self, turn: Turn) -> None:
        """Keep how far a turn has come."""
        row = (turn.conversation, turn.message, turn.begin, turn.id)
        self._file.execute("UPDATE turns SET conversation=?, message=?, begin=? WHERE id=?", row)

    def close(self, turn: Turn) -> None:
        """Note that a turn has been answered. Its number stays, its words do not."""
        self._file.execute("UPDATE turns SET closed=1, words='' WHERE id=?", (turn.id,))

    def open_turns(self) -> list[Turn]:
        """Return the turns that are not answered yet, in their order."""
        rows = self._file.execute("SELECT * FROM turns WHERE NOT closed ORDER BY id")
        return [Turn(*row[:-1]) for row in rows]

    def conversation_before(self, turn: Turn) -> str | None:
        """Return the conversation that a turn goes on with, if it begins no new one.

        Everybody has one in each chat: what is said in private stays out of groups.
        """
        row = self._file.execute(
            "SELECT conversation FROM turns WHERE chat=? AND person=? AND id<? "
            "AND conversation IS NOT NULL ORDER BY id DESC LIMIT 1",
            (turn.chat, turn.person, turn.id),
        ).fetchone()
        return row[0] or None if row else None
