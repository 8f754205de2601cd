"""The shapes of downloads on the wire, as PROTOCOL.md promises them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, StringConstraints, model_validator

from yeoul.api.fields import RequestBody, fault_at
from yeoul.api.replies import ReplyBody
from yeoul.downloads import download as domain
from yeoul.downloads.downloads import KnownOffer as Offer
from yeoul.downloads.downloads import OwnFile as File
from yeoul.downloads.faults import FaultCode

Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-fA-F]{64}$")]
Address = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=256)]

_ABSENT: dict[str, Any] = {"type": "null"}
_TEXT: dict[str, Any] = {"type": "string"}

#: The kinds of `DownloadRequest`, as JSON Schema distinguishes them.
_KINDS: list[Any] = [
    {"required": ["model"], "properties": {"model": _TEXT, "url": _ABSENT, "sha256": _ABSENT}},
    {
        "required": ["url", "sha256"],
        "properties": {"model": _ABSENT, "url": _TEXT, "sha256": _TEXT},
    },
]


class DownloadRequest(RequestBody):
    """The model to fetch: a name of the catalogue, or an address and the checksum of its file."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _KINDS})

    model: Name | None = None
    url: Address | None = None
    #: Hex, of the whole file: a hub is never simply believed.
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.model is not None and (self.url is not None or self.sha256 is not None):
            raise fault_at("model", "must not come with url or sha256")
        if self.model is None and self.url is None:
            raise fault_at("model", "must be there, or url and sha256")
        if self.model is None and self.sha256 is None:
            raise fault_at("sha256", "must come with url")
        return self


class Download(ReplyBody):
    """One download as it is now."""

    id: str
    #: That of the catalogue, or the file's.
    name: str
    #: Without a user and a query, which may be secret.
    url: str
    bytes: int
    #: ``null`` until the hub has said.
    total_bytes: int | None
    sha256: str | None
    status: Literal["running", "paused", "finished", "failed"]
    #: What is wrong. With ``running`` it is tried again by itself; a ``paused`` one with an error
    #: waits for room on the disk, and goes on by itself.
    error: str | None
    #: The same for programs; ``null`` without an error.
    code: FaultCode | None
    #: Bytes per second; ``null`` unless it runs.
    rate: float | None

    @classmethod
    def of(cls, download: domain.Download) -> Download:
        """Return the wire form."""
        return cls(**download._asdict())


class KnownModel(ReplyBody):
    """A model that can be fetched by its name."""

    name: str
    title: str
    bytes: int
    licence: str
    #: BCP 47.
    languages: list[str]
    #: Memory that it takes on this server.
    memory_bytes: int
    #: Whether the server has so much in all; ``null`` if it does not know.
    fits: bool | None
    installed: bool
    thinks: bool

    @classmethod
    def of(cls, offer: Offer) -> KnownModel:
        """Return the wire form."""
        model = offer.model
        return cls(
            name=model.name,
            title=model.title,
            bytes=model.size_bytes,
            licence=model.licence,
            languages=list(model.languages),
            memory_bytes=offer.memory_bytes,
            fits=offer.fits,
            installed=offer.is_installed,
            thinks=model.thinks,
        )


class OwnFile(ReplyBody):
    """A model file in the server's folder that is none of the catalogue, or is damaged."""

    #: That of its model, which can be asked and removed.
    id: str
    title: str
    bytes: int
    #: Why it cannot be used, and what to do; ``null`` as far as is known that it can.
    error: str | None

    @classmethod
    def of(cls, file: File) -> OwnFile:
        """Return the wire form."""
        return cls(**file._asdict())


class DownloadList(ReplyBody):
    """The downloads, what can be fetched by name, and what else is there."""

    downloads: list[Download]
    catalogue: list[KnownModel]
    files: list[OwnFile]
    #: What to do where no hub can be reached; ``null`` as long as none was missed.
    offline: str | None
    #: The server's folder of model files. What is put there is found; ``null`` without a folder.
    folder: str | None
