"""What Ollama tells of its models in a list of its own, and leaves out of the one that all have.

Pure. One more request for each list tells of all models who sees pictures and who thinks.

Format: ``GET /api/tags`` of Ollama, whose models have ``capabilities``.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

#: How Ollama names the owner of every model in the common list.
_OLLAMAS = re.compile(rb'"owned_by"\s*:\s*"library"')


def is_ollamas(listed: bytes) -> bool:
    """Return whether a list of models looks like Ollama's."""
    return _OLLAMAS.search(listed) is not None


def with_abilities(listed: bytes, tags: bytes) -> bytes:
    """Return a list of models, each with what its entry in ``tags`` says that it can do.

    Whatever cannot be read is left as it is.
    """
    try:
        body: Any = orjson.loads(listed)
        told = {
            entry["name"]: entry["capabilities"]
            for entry in orjson.loads(tags)["models"]
            if isinstance(entry["capabilities"], list)
        }
        for entry in body["data"]:
            if (abilities := told.get(entry["id"])) is not None:
                entry["capabilities"] = abilities
                sees = "vision" in abilities
                entry["input_modalities"] = ["text", "image"] if sees else ["text"]
        return orjson.dumps(body)
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        return listed
