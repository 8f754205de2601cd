"""The shapes of assistants."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from yeoul.api.fields import NOT_BLANK, ModelId, RequestBody, whole
from yeoul.api.native.request_schemas import ParametersBody
from yeoul.api.replies import ReplyBody
from yeoul.chat import Listed
from yeoul.protocol import assistants as domain
from yeoul.protocol.conversation import Parameters

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=domain.MAX_NAME_CHARS, pattern=NOT_BLANK)
]
Description = Annotated[str, StringConstraints(max_length=domain.MAX_DESCRIPTION_CHARS)]
Instructions = Annotated[str, StringConstraints(max_length=domain.MAX_INSTRUCTIONS_CHARS)]
Starter = Annotated[
    str, StringConstraints(min_length=1, max_length=domain.MAX_STARTER_CHARS, pattern=NOT_BLANK)
]
Starters = Annotated[list[Starter], Field(max_length=domain.MAX_STARTERS)]

FileVersion = Annotated[
    int, Field(json_schema_extra={"enum": [domain.FILE_VERSION]}), BeforeValidator(whole)
]


class AssistantRequest(RequestBody):
    """Body of ``POST /api/assistants``, and the form of a file."""

    #: Of a file: the version of its form.
    yeoul_assistant: FileVersion | None = None
    name: Name
    description: Description = ""
    #: The system prompt of its conversations.
    instructions: Instructions = ""
    #: It need not be known here; null leaves the choice to the default.
    model: ModelId | None = None
    parameters: ParametersBody | None = None
    #: Questions to begin with.
    starters: Starters = Field(default=[])

    @field_validator("yeoul_assistant")
    @classmethod
    def _of_this_form(cls, version: int | None) -> int | None:
        if version not in (None, domain.FILE_VERSION):
            raise ValueError(
                f"must be {domain.FILE_VERSION}: other forms of the file are for other versions of"
                " Yeoul"
            )
        return version

    def to_domain(self) -> domain.AssistantFields:
        """Return the values as the domain knows them."""
        return domain.AssistantFields(
            name=self.name.strip(),
            description=self.description.strip(),
            instructions=self.instructions,
            model=self.model,
            parameters=self.parameters.to_domain() if self.parameters else Parameters(),
            starters=tuple(self.starters),
        )


class AssistantPatch(RequestBody):
    """Body of ``PATCH /api/assistants/{id}``: only the given fields change."""

    #: May be absent but not null, like the others that have no default to return to.
    name: Name = Field(default_factory=str)
    description: Description = Field(default_factory=str)
    instructions: Instructions = Field(default_factory=str)
    model: ModelId | None = None
    parameters: ParametersBody | None = None
    starters: Starters = Field(default_factory=list)

    def to_domain(self) -> domain.AssistantChanges:
        """Return the changes as the domain knows them."""
        every: domain.AssistantChanges = {
            "name": self.name.strip(),
            "description": self.description.strip(),
            "instructions": self.instructions,
            "model": self.model,
            "parameters": self.parameters.to_domain() if self.parameters else Parameters(),
            "starters": tuple(self.starters),
        }
        given: Any = {name: every[name] for name in self.model_fields_set}  # type: ignore[literal-required]
        changes: domain.AssistantChanges = given
        return changes


class Assistant(ReplyBody):
    """An assistant."""

    id: str
    name: str
    description: str
    instructions: str
    model: str | None
    parameters: ParametersBody | None
    starters: list[str]
    #: Whether it comes with the server, in the reader's language, and nobody has changed it.
    shipped: bool

    @classmethod
    def of(cls, assistant: domain.Assistant) -> Self:
        """Return the wire form."""
        fields = assistant.fields
        none = fields.parameters == Parameters()
        return cls(
            id=assistant.id,
            name=fields.name,
            description=fields.description,
            instructions=fields.instructions,
            model=fields.model,
            parameters=None if none else ParametersBody(**asdict(fields.parameters)),
            starters=list(fields.starters),
            shipped=assistant.shipped,
        )


class AssistantName(ReplyBody):
    """An assistant that ships with the server and was deleted."""

    id: str
    name: str


class AssistantList(ReplyBody):
    """The caller's assistants, by their names."""

    assistants: list[Assistant]
    #: Those that ship with the server and were deleted: they can be restored.
    deleted: list[AssistantName]

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """Return the wire form."""
        return cls(
            assistants=[Assistant.of(each) for each in listed.assistants],
            deleted=[AssistantName(id=one.id, name=one.fields.name) for one in listed.deleted],
        )
