"""The API description: FastAPI's, and the shapes that only event streams carry."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from yeoul.api import schemas, stream_schemas

_TEMPLATE = "#/components/schemas/{model}"

#: Shapes that no route names as its reply.
_STREAM_SHAPES = (
    stream_schemas.StartedData,
    stream_schemas.TextData,
    stream_schemas.ResetData,
    stream_schemas.EndData,
    stream_schemas.HeartbeatData,
    stream_schemas.ChangeData,
    stream_schemas.EventEntry,
    stream_schemas.EventList,
    schemas.Problem,
)


def install(app: FastAPI) -> None:
    """Have the app's description include the shapes of events."""
    describe = app.openapi

    def with_events() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = describe()
            _, shapes = models_json_schema(
                [(shape, "serialization") for shape in _STREAM_SHAPES], ref_template=_TEMPLATE
            )
            components = document.setdefault("components", {}).setdefault("schemas", {})
            for name, shape in shapes["$defs"].items():
                components.setdefault(name, shape)
        return app.openapi_schema or document

    app.openapi = with_events  # type: ignore[method-assign]  # FastAPI's documented way
