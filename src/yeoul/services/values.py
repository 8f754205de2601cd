"""The values that the core of services takes and returns. A state has no secret in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from yeoul.providers.base import Model, Provider
from yeoul.providers.chat_request import ContinueWay, ServiceApi

#: Characters of a key of which the last four may be shown.
HINTED_KEY_CHARS = 12
_HINT_CHARS = 4


@dataclass(frozen=True, slots=True)
class OwnService:
    """The service of the settings: its address as it is shown, and its provider."""

    base_url: str
    key_hint: str | None
    provider: Provider | None
    api: ServiceApi = "chat"


class ServiceState(NamedTuple):
    """One service as people see it."""

    id: str
    name: str
    base_url: str
    #: ``…`` with the last characters of a long key; None without a key.
    key_hint: str | None
    source: Literal["settings", "page"]
    #: Why it cannot be used at present; None if no reason is known.
    status: str | None
    #: The code of that reason, if it is an error of the service.
    code: str | None
    #: Of the models that it listed last; None if it has listed none since the server began.
    model_count: int | None
    #: What the person should know about its address; None if there is nothing.
    warning: str | None
    api: ServiceApi
    continues: ContinueWay
    #: A model that is offered even if it does not list it.
    model: str | None


@dataclass(frozen=True, slots=True)
class NewService:
    """A service to connect. Without a name it gets that of its host."""

    base_url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    name: str | None = None
    api: ServiceApi = "chat"
    continues: ContinueWay = "no"
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceChanges:
    """Changes of a service; ``given`` names the fields that change."""

    given: frozenset[str]
    name: str = ""
    base_url: str = field(default="", repr=False)
    api_key: str | None = field(default=None, repr=False)
    api: ServiceApi = "chat"
    continues: ContinueWay = "no"
    model: str | None = None
    #: Whether a key or an address is kept although the service has not been tried with it.
    anyway: bool = False


class Tested(NamedTuple):
    """What a service lists, at the address that worked, and what to know about that."""

    base_url: str
    models: Sequence[Model]
    warning: str | None


class TriedContinuing(NamedTuple):
    """What a service made of a text that it was to go on behind."""

    continued: bool
    #: What it said.
    text: str
    #: The same as a sentence for a person.
    detail: str


def key_hint(key: str | None) -> str | None:
    """Return what distinguishes a key from others without giving it away; None without a key."""
    if key is None:
        return None
    return "…" + (key[-_HINT_CHARS:] if len(key) >= HINTED_KEY_CHARS else "")
