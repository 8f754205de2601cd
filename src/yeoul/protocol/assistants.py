"""Assistants: what a conversation may begin with, kept under a name.

What an assistant is made of is copied into a conversation when that begins. From then on neither
knows of the other: only the name of the assistant, as it was then, stays to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, TypedDict

from yeoul.protocol.conversation import Parameters

#: The most assistants of one owner.
MAX_ASSISTANTS = 100
#: Questions to begin with, of one assistant.
MAX_STARTERS = 8
#: Characters of its fields, and of each starter.
MAX_NAME_CHARS, MAX_DESCRIPTION_CHARS = 100, 500
MAX_INSTRUCTIONS_CHARS, MAX_STARTER_CHARS = 32_000, 1_000
#: The version of the form of files.
FILE_VERSION = 1

_PARAMETERS: Final = tuple(each.name for each in fields(Parameters))


@dataclass(frozen=True, slots=True)
class AssistantFields:
    """What an assistant is made of."""

    name: str
    description: str = ""
    #: The system prompt of its conversations.
    instructions: str = ""
    #: None leaves the choice to the default.
    model: str | None = None
    parameters: Parameters = Parameters()
    #: Questions to begin with.
    starters: tuple[str, ...] = ()


class AssistantChanges(TypedDict, total=False):
    """Changes to an assistant: what is absent stays."""

    name: str
    description: str
    instructions: str
    model: str | None
    parameters: Parameters
    starters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assistant:
    """An assistant of an owner."""

    id: str
    fields: AssistantFields
    #: Whether it comes with the server, as it is: nobody has changed it.
    shipped: bool = False


def fields_from_json(shown: Mapping[str, Any]) -> AssistantFields:
    """Return the fields of an assistant that a reply has, or a file. Raises KeyError, TypeError."""
    given = {name: value for name, value in shown.items() if value is not None}
    parameters = {name: given.get("parameters", {}).get(name) for name in _PARAMETERS}
    return AssistantFields(
        name=given["name"],
        description=given.get("description", ""),
        instructions=given.get("instructions", ""),
        model=given.get("model"),
        parameters=Parameters(**parameters),
        starters=tuple(given.get("starters", ())),
    )


def fields_to_json(changes: AssistantChanges) -> dict[str, Any]:
    """Return what is given of an assistant's fields, as a request has it."""
    shown: dict[str, Any] = {**changes}
    if "parameters" in changes:
        shown["parameters"] = _parameters_to_json(changes["parameters"])
    return shown


def file_of(made: AssistantFields) -> dict[str, Any]:
    """Return the contents of a file with an assistant, which a request can have as its body."""
    shown = {
        **asdict(made),
        "parameters": _parameters_to_json(made.parameters),
        "starters": list(made.starters),
    }
    return {"yeoul_assistant": FILE_VERSION} | {name: each for name, each in shown.items() if each}


def _parameters_to_json(parameters: Parameters) -> dict[str, Any] | None:
    return {name: value for name, value in asdict(parameters).items() if value is not None} or None
