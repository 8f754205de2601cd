"""The types of requests' fields, with the limits that every door keeps, and the base of bodies.

Values that are equal in JSON are equal here: ``5.0`` is a whole number.
"""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from yeoul.protocol.attachments import MAX_ATTACHMENTS, MAX_CALL_ATTACHMENTS
from yeoul.protocol.content import MAX_CANDIDATES
from yeoul.protocol.conversation import ID_PATTERN

#: Most unknown fields of a request that are reported.
MAX_UNKNOWN_FIELDS = 20
#: Characters of one question, and of a system prompt.
MAX_CONTENT_CHARS = 200_000

#: A character that is not white space, in Python's, Rust's and ECMAScript's patterns alike.
NOT_BLANK = r"[^\s\x1c-\x1f\x85\ufeff]"

#: Printable ASCII; HTTP strips spaces from both ends of a header.
PRINTABLE = "^[!-~]([ -~]*[!-~])?$"

#: Characters of a key or a token: printable ASCII without spaces.
KEY = "^[!-~]+$"

#: Bytes as base64url without padding (RFC 4648, section 5).
BASE64URL = "^([A-Za-z0-9_-]{4})*[A-Za-z0-9_-]{2,4}$"

#: The fault of a text that does not match, by pattern.
MISMATCHES = {
    NOT_BLANK: "must not be blank",
    PRINTABLE: "must be 1 to 255 printable ASCII characters",
    ID_PATTERN: "must be 32 lower-case hex digits",
    BASE64URL: "must be base64url without padding",
    KEY: "must have no spaces, and only characters that a key has",
}

Content = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_CONTENT_CHARS, pattern=NOT_BLANK)
]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NOT_BLANK)]
SystemText = Annotated[str, StringConstraints(max_length=MAX_CONTENT_CHARS)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
#: An id that the client makes, for something new.
NewId = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
#: An id in an address. An id of another form is treated like an unknown one.
PathId = Annotated[str, Path(json_schema_extra={"minLength": 1, "maxLength": 64})]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=256)]


def whole(number: Any) -> Any:
    """Return ``5.0`` as 5: JSON does not distinguish them."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


MaxTokens = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(whole)]
CandidateCount = Annotated[int, Field(ge=0, le=MAX_CANDIDATES), BeforeValidator(whole)]
#: For how many days a link works: never for ever.
LinkDays = Annotated[int, Field(ge=1, le=365), BeforeValidator(whole)]


def _check_each_once(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("must have each picture once")
    return ids


_EachOnce = Annotated[
    list[Id],
    Field(json_schema_extra={"uniqueItems": True}),
    AfterValidator(_check_each_once),
]
#: Of the pictures that a question has.
Attachments = Annotated[_EachOnce, Field(max_length=MAX_ATTACHMENTS)]
#: And of those of any question that was kept here: a program's may have more.
KeptAttachments = Annotated[_EachOnce, Field(max_length=MAX_CALL_ATTACHMENTS)]


def fault_at(field: str, message: str) -> ValidationError:
    """Return the error of a validator that finds a fault in one field of its value."""
    fault: Any = {"type": "value_error", "loc": (field,), "ctx": {"error": message}}
    return ValidationError.from_exception_data("fault", [fault])


class RequestBody(BaseModel):
    """A body in which an unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _some_faults_are_enough(cls, given: Any) -> Any:
        """Drop unknown fields beyond those that a reply names: each would become a fault."""
        known = cls.model_fields
        if not isinstance(given, dict) or len(given) <= len(known) + MAX_UNKNOWN_FIELDS:
            return given
        unknown = islice((name for name in given if name not in known), MAX_UNKNOWN_FIELDS)
        return {name: given[name] for name in (*known.keys() & given.keys(), *unknown)}
