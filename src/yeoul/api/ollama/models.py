"""Models in the shapes in which Ollama lists and shows them. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from yeoul.chat import Model

#: The version of Ollama whose format this is. Clients refuse to talk to one that is too old.
VERSION = {"version": "0.12.0"}

#: What Ollama adds to a name without a tag.
_LATEST = ":latest"


def id_of(asked: str, ids: Collection[str]) -> str:
    """Return the model that a client asks for, which may say ``:latest``, or may not."""
    for known in (asked, asked.removesuffix(_LATEST), asked + _LATEST):
        if known in ids:
            return known
    return asked


def tags(models: Sequence[Model], since: datetime) -> dict[str, Any]:
    """Return the list of all models. Nobody knows when one was made: ``since`` is told instead."""
    return {"models": [_entry(model) | {"modified_at": _time(since)} for model in models]}


def running(models: Sequence[Model], until: datetime) -> dict[str, Any]:
    """Return the list of the models that are in memory until then."""
    listed = [
        _entry(model)
        | {
            "expires_at": _time(until),
            "size_vram": 0,
            "context_length": model.context_length or 0,
        }
        for model in models
    ]
    return {"models": listed}


def shown(model: Model, since: datetime) -> dict[str, Any]:
    """Return what there is to know about a model."""
    capabilities = ["completion"]
    capabilities += ["tools"] if model.tools else []
    capabilities += ["vision"] if model.images else []
    capabilities += ["thinking"] if model.thinks else []
    info: dict[str, Any] = {
        "general.architecture": model.provider,
        "general.basename": model.title,
    }
    if model.context_length is not None:
        info[f"{model.provider}.context_length"] = model.context_length
    return {
        "license": "",
        "modelfile": "",
        "parameters": "",
        "template": "",
        "details": _details(model),
        "model_info": info,
        "capabilities": capabilities,
        "modified_at": _time(since),
    }


def _entry(model: Model) -> dict[str, Any]:
    return {
        "name": model.id,
        "model": model.id,
        "size": model.size_bytes or 0,
        "digest": hashlib.sha256(model.id.encode()).hexdigest(),
        "details": _details(model),
    }


def _details(model: Model) -> dict[str, Any]:
    return {
        "parent_model": "",
        "format": "gguf" if model.size_bytes else "",
        "family": model.provider,
        "families": [model.provider],
        "parameter_size": "",
        "quantization_level": "",
    }


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
