"""Random requests as a program may send them whose types an SDK gives: right ones, and wrong ones.

A JSON Schema of the types is walked with a random generator: as large as the official SDKs' schemas
are, whatever solves them takes seconds for one request.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

TEXTS = (
    "",
    "a b",
    "여울 🌊",
    "a\nb\r\n",
    "\x00",
    "\ud800",
    "null",
    "-1",
    "x" * 300,
    "../v1",
    "data:,x",
)
JUNK: tuple[Any, ...] = (None, True, -1, 1e308, 2**64, "", "a b", [], {}, [[]], {"type": "?"})
#: How deep values go before the shortest is taken.
DEEP = 8


class Sender:
    """Draws values of schemas; ``wrong`` is the share of them that are anything else."""

    def __init__(self, random: Random, shared: Mapping[str, Any], *, wrong: float) -> None:
        self._random = random
        self._shared = shared
        self._wrong = wrong

    def value(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Return a value that a schema allows, or one that is as likely as ``wrong`` says."""
        if self._random.random() < self._wrong:
            return self._random.choice(JUNK)
        if "$ref" in schema:
            return self.value(self._shared[schema["$ref"].rpartition("/")[2]], depth + 1)
        if one_of := schema.get("anyOf") or schema.get("oneOf"):
            return self.value(self._random.choice(one_of), depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        return self._of_type(schema, depth)

    def _of_type(self, schema: Mapping[str, Any], depth: int) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array":
                most = 0 if depth > DEEP else 2
                items = schema.get("items", {})
                return [self.value(items, depth + 1) for _ in range(self._random.randint(0, most))]
            case "string":
                return self._random.choice(TEXTS)
            case "integer":
                return self._random.choice((0, 1, 2, 7, -1, 4096, 2**40))
            case "number":
                return self._random.choice((0, 0.5, 1, -2, 1e9))
            case "boolean":
                return self._random.random() < 0.5
            case "null":
                return None
            case _:
                return self._random.choice(JUNK)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        share = 0.0 if depth > DEEP else 0.25
        known = {
            name: self.value(each, depth + 1)
            for name, each in schema.get("properties", {}).items()
            if name in required or self._random.random() < share
        }
        more = schema.get("additionalProperties")
        if isinstance(more, Mapping) and self._random.random() < 0.5:
            known["name"] = self.value(more, depth + 1)
        if known and self._random.random() < self._wrong:
            del known[self._random.choice(sorted(known))]
        return known
