"""``/api/tags``, ``/api/show``, ``/api/ps``, ``/api/version``: what clients of Ollama ask first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter
from pydantic import model_validator

from yeoul.api.bodies import JsonRoute
from yeoul.api.calls import Lenient
from yeoul.api.dependencies import ChatDep
from yeoul.api.fields import ModelId
from yeoul.api.ollama import models
from yeoul.chat import Chat, Model
from yeoul.errors import UnknownModel

TAGS: Final = "/api/tags"
SHOW: Final = "/api/show"
RUNNING: Final = "/api/ps"
VERSION: Final = "/api/version"

#: Nobody here knows when a model was made, or fetched.
_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
#: A model that is in memory stays there.
_UNTIL = datetime(9999, 12, 31, tzinfo=UTC)

router = APIRouter(tags=["Ollama"], route_class=JsonRoute)


class ShowRequest(Lenient):
    """Body of ``POST /api/show``."""

    model: ModelId

    @model_validator(mode="before")
    @classmethod
    def _renamed(cls, given: Any) -> Any:
        """Return the fields with the name that a model had in old clients."""
        if isinstance(given, dict) and "model" not in given and "name" in given:
            return {**given, "model": given["name"]}
        return given


@router.get(TAGS, summary="List the models")
async def list_models(chat: ChatDep) -> dict[str, Any]:
    """List all models, the default one first."""
    return models.tags(await chat.model_facts.in_order(), _SINCE)


@router.post(SHOW, summary="Show a model")
async def show_model(chat: ChatDep, body: ShowRequest) -> dict[str, Any]:
    """Show what there is to know about a model."""
    return models.shown(await find_model(chat, body.model), _SINCE)


@router.get(RUNNING, summary="List the models in memory")
async def list_running(chat: ChatDep) -> dict[str, Any]:
    """List the models that are in memory, which stay there."""
    return models.running(await chat.model_facts.in_memory(), _UNTIL)


@router.head(VERSION, include_in_schema=False)
@router.get(VERSION, summary="Tell the version")
async def tell_version() -> dict[str, str]:
    """Tell the version of Ollama whose format this is."""
    return models.VERSION


async def find_model(chat: Chat, asked: str) -> Model:
    """Return the model that a client asks for, which may say ``:latest``, or may not.

    Raises:
        UnknownModel: there is none.
    """
    found = {model.id: model for model in await chat.models()}
    model = found.get(models.id_of(asked, found))
    if model is None:
        raise UnknownModel(f"model {asked!r} not found: ask {TAGS} for those that are here.")
    return model
