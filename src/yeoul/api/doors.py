"""The statement that each door makes about itself, for the parts that serve all doors alike."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from fastapi import APIRouter

from yeoul.api.encodings import GZIP, ZSTD
from yeoul.api.problems import PROBLEM, ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.api.scopes import ScopeTable
from yeoul.errors import (
    ContextTooLong,
    IdempotencyConflict,
    IdTaken,
    ImagesNotTaken,
    InvalidRequest,
    ModelUnavailable,
    NotContinuable,
    NotFound,
    PictureRefused,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExceeded,
    QuotaExhausted,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    TooManyAtOnce,
    UnknownModel,
    YeoulError,
)

Errors = tuple[type[YeoulError], ...]

#: Of whatever asks a provider, if only for its models.
PROVIDER_ERRORS: Final[Errors] = (
    ProviderUnauthorized,
    ProviderRejected,
    ProviderRateLimited,
    QuotaExhausted,
    ProviderUnavailable,
    ProviderBroken,
    ProviderTimeout,
    ModelUnavailable,
)
#: Of whatever begins an answer.
BEGINNING_ERRORS: Final[Errors] = (
    ShuttingDown,
    TooManyAnswers,
    QuotaExceeded,
    TooManyAtOnce,
    StorageFailed,
    StorageFull,
)
#: Of a call that brings its whole history.
CALL_ERRORS: Final[Errors] = (
    UnknownModel,
    InvalidRequest,
    PictureRefused,
    ImagesNotTaken,
    IdTaken,
    NotFound,
    IdempotencyConflict,
    NotContinuable,
    ContextTooLong,
    *BEGINNING_ERRORS,
    *PROVIDER_ERRORS,
)

#: A history comes whole with every request, its pictures as data URLs or in base64.
MAX_HISTORY_BYTES: Final = 32 << 20
#: How its clients may have compressed it.
HISTORY_ENCODINGS: Final = frozenset({GZIP, ZSTD})


class Door(NamedTuple):
    """One door. `yeoul.app` lists all of them."""

    #: Its paths, each with everything below it: none is the page, even one without a route. Where
    #: two doors meet, the longer path counts: a door among another one's addresses lists its own
    #: singly (``/api/tags``). One that ends with a slash (``/api/chat/``) is all that is below it.
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
    #: Its addresses that take pictures as they are, and no JSON: the most bytes of each.
    pictures: Mapping[str, int] = MappingProxyType({})
    #: Makes the headers that every reply of it has, a refusal too.
    reply_headers: Callable[[], Mapping[str, str]] = dict
    #: Addresses that it has in common with another door, each with everything below it, and the
    #: header with which its own clients come there.
    shared: Mapping[str, str] = MappingProxyType({})
    #: Its addresses that start work although they are read with GET; the guard is stricter there.
    working: frozenset[str] = frozenset()
    #: Its addresses that need no known caller: all others do.
    anonymous: frozenset[str] = frozenset()


def door_at(doors: Sequence[Door], path: str, headers: Container[str] = ()) -> Door | None:
    """Return the door that a request has come to, with a route there or without; None for none.

    ``headers`` has the names of the request's headers.
    """
    for door in doors:
        for prefix, header in door.shared.items():
            if header in headers and _is_below(path, prefix):
                return door
    found = {
        len(prefix): door for door in doors for prefix in door.prefixes if _is_below(path, prefix)
    }
    return found[max(found)] if found else None


def form_at(doors: Sequence[Door], path: str, headers: Container[str] = ()) -> ErrorForm:
    """Return the form of a request's errors: its door's, and a problem at an address of none."""
    door = door_at(doors, path, headers)
    return door.errors if door else PROBLEM


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix.removesuffix('/')}/")
