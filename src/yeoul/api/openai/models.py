"""``/v1/models``: the models, as clients of OpenAI's API list them."""

from __future__ import annotations

from fastapi import APIRouter, Path

from yeoul.api.dependencies import ChatDep
from yeoul.api.openai import PREFIX
from yeoul.api.replies import ReplyBody
from yeoul.chat import Model
from yeoul.errors import UnknownModel

router = APIRouter(prefix=f"{PREFIX}/models", tags=["OpenAI"])


class OpenAiModel(ReplyBody):
    """One model."""

    id: str
    object: str = "model"
    #: Nobody here knows when a model was made.
    created: int = 0
    owned_by: str
    #: Tokens of prompt and answer together; null where nobody says. Some clients read it.
    context_length: int | None

    @classmethod
    def of(cls, model: Model) -> OpenAiModel:
        """Return the wire form."""
        return cls(id=model.id, owned_by=model.provider, context_length=model.context_length)


class OpenAiModelList(ReplyBody):
    """All models, the default one first."""

    object: str = "list"
    data: list[OpenAiModel]


@router.get("", response_model=OpenAiModelList, summary="List the models")
async def list_models(chat: ChatDep) -> OpenAiModelList:
    """List all models, the default one first."""
    models = await chat.model_facts.in_order()
    return OpenAiModelList(data=[OpenAiModel.of(model) for model in models])


@router.get("/{model_id:path}", response_model=OpenAiModel, summary="Read a model")
async def read_model(chat: ChatDep, model_id: str = Path(max_length=256)) -> OpenAiModel:
    """Read one model. Ids contain slashes and colons."""
    for model in await chat.models():
        if model.id == model_id:
            return OpenAiModel.of(model)
    raise UnknownModel(f"There is no model {model_id!r} here. Ask {PREFIX}/models for those.")
