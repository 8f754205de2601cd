"""What each person reads, and how far: in a file, so that it outlives this server."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import astuple, dataclass, replace

from yeoul.client import Attachment


@dataclass(frozen=True, slots=True)
class Reading:
    """A person's conversation, and the answer in it that they have not read to its end."""

    person: str
    #: None before the first question.
    conversation: str | None = None
    #: Empty if nothing is left to read.
    question: str = ""
    #: The answer's id, and the Idempotency-Key of its question: however often that is sent, it is
    #: asked once.
    answer: str = ""
    #: Whether the question is known to have arrived.
    asked: bool = False
    #: How many characters of the answer the person has.
    read: int = 0
    #: The ids of the question's pictures, or of those that wait for one.
    pictures: str = ""

    def with_question(self, words: str) -> Reading:
        """Return the reading of another answer, which is about the pictures that wait for it."""
        key = secrets.token_hex(16)
        return Reading(self.person, self.conversation, words, key, pictures=self._waiting)

    def with_picture(self, picture: Attachment) -> Reading:
        """Return the reading of no answer: one more picture waits for a question."""
        pictures = f"{self._waiting} {picture.id}"
        return Reading(self.person, self.conversation, pictures=pictures)

    def begun_in(self, conversation: str) -> Reading:
        """Return the reading of a question that has arrived."""
        return replace(self, conversation=conversation, asked=True)

    @property
    def _waiting(self) -> str:
        return "" if self.question else self.pictures


class Readings:
    """The readings of all people. A change is on the disk when `keep` returns."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS readings "
            "(person TEXT PRIMARY KEY, conversation, question, answer, asked, read, pictures)"
        )

    def of(self, person: str) -> Reading:
        """Return what a person reads; of somebody new, nothing yet."""
        row = self._file.execute("SELECT * FROM readings WHERE person = ?", (person,)).fetchone()
        return Reading(*row) if row else Reading(person)

    def keep(self, reading: Reading) -> None:
        """Replace what the person has read."""
        row = astuple(reading)
        self._file.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)", row)
