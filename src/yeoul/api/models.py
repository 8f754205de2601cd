"""The route that lists what can be asked."""

from __future__ import annotations

from fastapi import APIRouter

from yeoul.api import schemas
from yeoul.api.reading import Current

router = APIRouter(prefix="/api/models", tags=["models"])


@router.get("", response_model=schemas.ModelList, summary="List the models")
async def list_models(reading: Current) -> schemas.ModelList:
    """List everything that can be asked; one model is the default of a question."""
    catalogue = reading.supervisor.catalogue
    models, default = await catalogue.models(), await catalogue.default()
    return schemas.ModelList(
        models=[schemas.Model.of(model, default=model.id == default.id) for model in models]
    )
