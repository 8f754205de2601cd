"""The shapes of requests and replies about services. A key is taken, and never given out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from yeoul.api.fields import KEY, NOT_BLANK, ModelId, RequestBody
from yeoul.api.replies import ReplyBody
from yeoul.services import ContinueWay, NewService, ServiceApi, ServiceChanges, ServiceState, Tested
from yeoul.services import Nearby as NearbyService

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NOT_BLANK)]
#: Short enough to stand behind the id of its service.
ListedModel = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NOT_BLANK),
]
Address = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


def _bare(key: object) -> object:
    """Return a key without what people paste around it: spaces, quotes, its header's scheme."""
    if not isinstance(key, str):
        return key
    return key.strip().strip("\"'").removeprefix("Bearer ").strip()


Key = Annotated[
    str,
    BeforeValidator(_bare),
    StringConstraints(min_length=1, max_length=4_096, pattern=KEY),
]


class ServiceToTest(RequestBody):
    """Body of ``POST /api/services/test``."""

    base_url: Address
    api_key: Key | None = Field(default=None, repr=False)


class ServiceRequest(ServiceToTest):
    """Body of ``POST /api/services``."""

    #: Absent: the name of its host.
    name: Name | None = None
    api: ServiceApi = "chat"
    continues: ContinueWay = "no"
    #: One of its models, as it names it: offered even if it has no list of them.
    model: ListedModel | None = None

    def to_domain(self) -> NewService:
        """Return the values as the core knows them."""
        return NewService(
            self.base_url, self.api_key, self.name, self.api, self.continues, self.model
        )


class ServicePatch(RequestBody):
    """Body of ``PATCH /api/services/{id}``: only the given fields change."""

    #: May be absent but not null, like all but ``api_key`` and ``model``.
    name: Name = Field(default_factory=str)
    base_url: Address = Field(default_factory=str)
    #: null: it has none any more.
    api_key: Key | None = Field(default=None, repr=False)
    api: ServiceApi = "chat"
    continues: ContinueWay = "no"
    model: ListedModel | None = None
    #: Whether a key or an address is kept without trying the service with it.
    anyway: bool = False

    def to_domain(self) -> ServiceChanges:
        """Return the values as the core knows them."""
        return ServiceChanges(
            frozenset(self.model_fields_set - {"anyway"}),
            self.name,
            self.base_url,
            self.api_key,
            self.api,
            self.continues,
            self.model,
            self.anyway,
        )


class ContinueTrial(RequestBody):
    """Body of ``POST /api/services/{id}/try-continue``."""

    #: Absent: as the service is told now.
    continues: ContinueWay | None = None
    #: One of its models. Absent: the first one.
    model: ModelId | None = None


class TriedContinue(ReplyBody):
    """What a service made of a text that it was to go on behind."""

    continued: bool
    text: str
    #: A sentence for a person.
    detail: str


class Service(ReplyBody):
    """A service that answers questions. Its models are named ``<id>/<model>``."""

    id: str
    name: str
    #: Without the secrets that it may hold.
    base_url: str
    #: ``…`` and the last four characters of a key of at least 12; ``null`` without a key.
    key_hint: str | None
    #: ``settings``: it is changed only there.
    source: Literal["settings", "page"]
    #: Why it is of no use at present; ``null`` if nothing is known against it.
    status: str | None
    #: The code of that reason, as problems have it; ``null`` if it is a file of the server.
    code: str | None
    #: How many models it listed last; ``null`` if it has listed none since the server began.
    model_count: int | None
    #: What a person should know about its address; ``null`` if there is nothing.
    warning: str | None
    #: The API by which it is asked.
    api: ServiceApi
    #: How it is told to go on behind a text.
    continues: ContinueWay
    #: A model that is offered even if it does not list it; ``null`` if none was named.
    model: str | None

    @classmethod
    def of(cls, state: ServiceState) -> Service:
        """Return the wire form."""
        return cls(**state._asdict())


class ServiceList(ReplyBody):
    """All services, that of the settings first."""

    services: list[Service]
    #: Why none can be connected or changed; ``null`` if they can.
    locked: str | None


class TestedModel(ReplyBody):
    """A model that a service lists, as the service names it."""

    id: str
    context_length: int | None
    images: bool | None
    thinks: bool | None


class TestedService(ReplyBody):
    """A service that lists its models at ``base_url``, which may differ from the one asked for."""

    base_url: str
    models: list[TestedModel]
    warning: str | None

    @classmethod
    def of(cls, tested: Tested) -> TestedService:
        """Return the wire form."""
        return cls(
            base_url=tested.base_url,
            models=[
                TestedModel(
                    id=model.id,
                    context_length=model.context_length,
                    images=model.images,
                    thinks=model.thinks,
                )
                for model in tested.models
            ],
            warning=tested.warning,
        )


class NearbyModel(ReplyBody):
    """A model of a service on this machine."""

    id: str


class FoundService(ReplyBody):
    """A service that answers on a usual port of this machine."""

    name: str
    base_url: str
    models: list[NearbyModel]
    #: Whether it lists its models only for a key.
    needs_key: bool

    @classmethod
    def of(cls, found: NearbyService) -> FoundService:
        """Return the wire form."""
        return cls(
            name=found.name,
            base_url=found.base_url,
            models=[NearbyModel(id=model.id) for model in found.models],
            needs_key=found.needs_key,
        )


class FoundServices(ReplyBody):
    """What answers on the usual ports."""

    services: list[FoundService]
