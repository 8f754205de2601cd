"""The route that lists the models."""

from __future__ import annotations

from fastapi import APIRouter

from yeoul.api.dependencies import ChatDep
from yeoul.api.native import PREFIX, schemas
from yeoul.chat import Model

router = APIRouter(prefix=f"{PREFIX}/models", tags=["models"])


@router.get("", response_model=schemas.ModelList, summary="List the models")
async def list_models(chat: ChatDep) -> schemas.ModelList:
    """List all models; one of them is the default of a question."""
    models = await chat.models()
    # There is no default until the service that has it has listed its models.
    default = chat.default_model()
    return schemas.ModelList(
        models=[schemas.Model.of(model, default=_is(model, default)) for model in models]
    )


def _is(model: Model, default: Model | None) -> bool:
    return default is not None and model.id == default.id
