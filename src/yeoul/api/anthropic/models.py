"""``/v1/models`` as clients of Anthropic's API list them. They say who they are by a header.

OpenAI's API has the same addresses, so these routes are there for nobody without that header.
"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from yeoul.api.anthropic import MODELS, VERSION_HEADER
from yeoul.api.dependencies import ChatDep
from yeoul.api.replies import ReplyBody
from yeoul.chat import Model
from yeoul.errors import UnknownModel


class _VersionedRoute(APIRoute):
    """A route that is there for clients of Anthropic's API alone."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a request is one for this route."""
        if VERSION_HEADER not in Headers(scope=scope):
            return Match.NONE, {}
        return super().matches(scope)


# The description has one operation for an address, which is that of OpenAI's API.
router = APIRouter(prefix=MODELS, route_class=_VersionedRoute, include_in_schema=False)


class AnthropicModel(ReplyBody):
    """One model."""

    type: Literal["model"] = "model"
    id: str
    display_name: str
    #: Nobody here knows when a model was made.
    created_at: str = "1970-01-01T00:00:00Z"
    lifecycle: Literal["active"] = "active"
    max_input_tokens: int | None

    @classmethod
    def of(cls, model: Model) -> AnthropicModel:
        """Return the wire form."""
        return cls(id=model.id, display_name=model.title, max_input_tokens=model.context_length)


class AnthropicModelList(ReplyBody):
    """All models, the default one first."""

    data: list[AnthropicModel]
    has_more: bool = False
    first_id: str | None
    last_id: str | None


@router.get("", response_model=AnthropicModelList)
async def list_models(chat: ChatDep) -> AnthropicModelList:
    """List all models at once, the default one first."""
    data = [AnthropicModel.of(model) for model in await chat.model_facts.in_order()]
    first, last = (data[0].id, data[-1].id) if data else (None, None)
    return AnthropicModelList(data=data, first_id=first, last_id=last)


@router.get("/{model_id:path}", response_model=AnthropicModel)
async def read_model(chat: ChatDep, model_id: str = Path(max_length=256)) -> AnthropicModel:
    """Read one model. Ids contain slashes and colons."""
    for model in await chat.models():
        if model.id == model_id:
            return AnthropicModel.of(model)
    raise UnknownModel(f"There is no model {model_id!r} here. Ask {MODELS} for those.")
