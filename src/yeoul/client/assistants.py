"""The caller's assistants: what conversations are begun with, by `Client.ask` and an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack
from urllib.parse import quote

from yeoul.client.connections import Connections
from yeoul.client.replies import read_assistant, read_assistants, read_nothing
from yeoul.protocol.assistants import (
    Assistant,
    AssistantChanges,
    AssistantFields,
    fields_to_json,
    file_of,
)

_PATH = "api/assistants"


class Assistants:
    """Those of one caller. Every method raises as `Client.answer`.

    Those that ship with the server are English, or Korean where the client's headers have an
    ``accept-language`` that prefers that.
    """

    def __init__(self, connections: Connections) -> None:
        self._read = connections.read

    async def all(self) -> list[Assistant]:
        """Return all of them, by their names."""
        return await self._read(read_assistants, "GET", _PATH)

    async def get(self, assistant_id: str) -> Assistant:
        """Return one."""
        return await self._read(read_assistant, "GET", _at(assistant_id))

    async def add(self, fields: AssistantFields) -> Assistant:
        """Make a new one, and return it."""
        return await self.import_file(file_of(fields))

    async def import_file(self, contents: Mapping[str, Any]) -> Assistant:
        """Make one of the contents of a file, which `file_of` returns. Read them before."""
        return await self._read(read_assistant, "POST", _PATH, status=201, json=dict(contents))

    async def change(self, assistant_id: str, **changes: Unpack[AssistantChanges]) -> Assistant:
        """Change what is given, and return it. What was begun with it stays as it is."""
        body = fields_to_json(changes)
        return await self._read(read_assistant, "PATCH", _at(assistant_id), json=body)

    async def remove(self, assistant_id: str) -> None:
        """Delete one. What was begun with it stays as it is."""
        await self._read(read_nothing, "DELETE", _at(assistant_id), status=204)

    async def restore(self, assistant_id: str) -> Assistant:
        """Bring back one that ships with the server, as it is there, and return it."""
        return await self._read(read_assistant, "POST", f"{_at(assistant_id)}/restore")


def _at(assistant_id: str) -> str:
    return f"{_PATH}/{quote(assistant_id, safe='')}"
