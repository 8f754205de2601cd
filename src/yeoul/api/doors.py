"""The statement that each door makes about itself, for the parts that serve all doors alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from fastapi import APIRouter

from yeoul.api.problems import PROBLEM, ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.api.scopes import ScopeTable
from yeoul.errors import YeoulError

Errors = tuple[type[YeoulError], ...]


class Door(NamedTuple):
    """One door. `yeoul.app` lists all of them."""

    #: Its paths, each with everything below it: none is the page, even one without a route. Where
    #: two doors meet, the longer path counts: a door among another one's addresses lists its own
    #: singly (``/api/chat``).
    prefixes: tuple[str, ...]
    routers: tuple[APIRouter, ...]
    #: The errors of each operation (``"POST /api/answers"``), beyond those of every request.
    refusals: Mapping[str, Errors]
    #: Shapes that no route names as its reply, for the API description.
    shapes: tuple[type[ReplyBody], ...]
    #: JSON Schemas of what its event streams carry, by name.
    streams: Mapping[str, Any]
    #: By which scopes programs with a token reach an operation; they reach no other one.
    scopes: ScopeTable = MappingProxyType({})
    #: The form in which its clients expect errors.
    errors: ErrorForm = PROBLEM
    #: Bytes of a body that it takes at least, encoded and decoded; None: what the settings say.
    max_body_bytes: int | None = None
    #: The content encodings that a body may have (`yeoul.api.encodings`).
    encodings: frozenset[str] = frozenset()
    #: Whether its clients send their token as ``x-api-key``, too; and a page of any origin that
    #: sends one is let in.
    takes_key: bool = False
    #: Makes the headers that every reply of it has, a refusal too.
    reply_headers: Callable[[], Mapping[str, str]] = dict
    #: Its addresses that start work although they are read with GET; the guard is stricter there.
    working: frozenset[str] = frozenset()
    #: Its addresses that need no known caller: all others do.
    anonymous: frozenset[str] = frozenset()


def door_at(doors: Sequence[Door], path: str) -> Door | None:
    """Return the door that an address belongs to, with a route there or without; None for none."""
    found = {
        len(prefix): door
        for door in doors
        for prefix in door.prefixes
        if path == prefix or path.startswith(f"{prefix}/")
    }
    return found[max(found)] if found else None


def form_at(doors: Sequence[Door], path: str) -> ErrorForm:
    """Return the form of an address's errors: its door's, and a problem at an address of none."""
    door = door_at(doors, path)
    return door.errors if door else PROBLEM
