"""Where tokens come from: the public words for providers, and the factory of Yeoul's own.

`provider` makes one of a function that yields text; `Provider` is the whole interface. What
``__all__`` names is promised. `open_providers` decides which providers a server has, and imports
each one's libraries only if it is used.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from yeoul.defaults import CONNECT_TIMEOUT_S, SERVICE_SLOTS
from yeoul.errors import StartupError
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import (
    Finish,
    Model,
    Moved,
    Piece,
    Progress,
    Prompt,
    Provider,
    Text,
    Thought,
    Turn,
)
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.providers.scripts import Pause
from yeoul.providers.text_function import provider

if TYPE_CHECKING:
    from yeoul.providers.embedded.provider import EmbeddedProvider

__all__ = [
    "Catalogue",
    "Finish",
    "Model",
    "Moved",
    "Parameters",
    "Pause",
    "Piece",
    "Progress",
    "Prompt",
    "Provider",
    "Scripted",
    "Text",
    "Thought",
    "Turn",
    "Usage",
    "provider",
]

_NOBODYS = (
    "The model {!r} is neither a file nor the embedded one, and no service is given: "
    "add --base-url or --api-key (OPENAI_API_KEY), or name a .gguf file."
)
_INSTALL = "pip install 'yeoul[local]'."


def open_providers(
    *,
    data_dir: Path,
    model: str | None = None,
    base_url: str | None = None,
    api_key: str | None = None,
    service_slots: int = SERVICE_SLOTS,
    connect_timeout_s: float = CONNECT_TIMEOUT_S,
    embedded_slots: int | None = None,
    context_length: int | None = None,
) -> Catalogue:
    """Return the catalogue of the providers that these settings name; nothing is started yet.

    ``model`` is a GGUF file (it ends in ``.gguf`` or is a path), ``scripted:<name>``, or a model of
    the service; it becomes the default. A service is used if ``base_url`` or ``api_key`` is given;
    its models come first. ``context_length`` is the embedded model's, in tokens. Raises
    `StartupError` if ``model`` is a file that does not exist, no known script, or nobody's.
    """
    file = Path(model).expanduser() if model and _is_file_name(model) else None
    scripted = _scripted(model)
    named = None if file or scripted else model
    service = _service(base_url, api_key, named, connect_timeout_s, service_slots)
    embedded = _embedded(file, data_dir, embedded_slots, context_length)
    if named and isinstance(service, str) and getattr(embedded, "model_id", None) != named:
        raise StartupError(_NOBODYS.format(named))
    default: Provider | None = scripted
    if file is not None and isinstance(embedded, Provider):
        default, model = embedded, embedded.model_id
    offered = {"openai": service, "embedded": embedded, "scripted": scripted}
    return Catalogue(
        [provider for provider in offered.values() if isinstance(provider, Provider)],
        default_provider=default,
        default_model=model,
        absent={name: why for name, why in offered.items() if isinstance(why, str)},
    )


# Each of the following returns a provider, or in a sentence why there is none.


def _service(
    base_url: str | None,
    api_key: str | None,
    default_model: str | None,
    connect_timeout_s: float,
    slots: int,
) -> Provider | str:
    if not base_url and not api_key:
        return "No service is configured: give --base-url or --api-key."
    from yeoul.providers.service.provider import ServiceProvider

    return ServiceProvider(
        base_url=base_url,
        api_key=api_key,
        default_model=default_model,
        connect_timeout_s=connect_timeout_s,
        slots=slots,
    )


def _scripted(model: str | None) -> Provider | None:
    if not model or not model.startswith("scripted:"):
        return None
    return Scripted.named(model)


def _embedded(
    file: Path | None, data_dir: Path, slots: int | None, context_length: int | None
) -> EmbeddedProvider | str:
    from yeoul.providers.embedded.model_files import installed_models, model_file
    from yeoul.providers.embedded.provider import EmbeddedProvider

    if file is not None and not file.is_file():
        raise StartupError(f"There is no model file at {file}.")
    if importlib.util.find_spec("xllamacpp") is None:
        if file is not None:
            raise StartupError("A .gguf file needs the embedded engine: " + _INSTALL)
        return "The embedded engine is not installed: " + _INSTALL
    models = [model_file(file)] if file is not None else installed_models(data_dir)
    if not models:
        return "There is no embedded model yet: yeoul model pull fetches one (98 MB)."
    return EmbeddedProvider(
        models[0].path,
        model_id=models[0].model_id,
        title=models[0].title,
        slots=slots,
        context_length=context_length,
    )


def _is_file_name(model: str) -> bool:
    # A service's models have slashes in their names too ("owner/model"), and a working directory
    # may have a file of that name: only what says that it is a path is one.
    return (
        model.lower().endswith(".gguf")
        or model.startswith(("./", "../", "~"))
        or Path(model).is_absolute()
    )
