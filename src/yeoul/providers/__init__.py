"""The sources of tokens: the public names for providers, and the factory of Yeoul's own.

`provider` makes one of a function that yields text; `Provider` is the whole interface. The names in
``__all__`` are public. `open_providers` decides which providers a server has, and imports each
one's libraries only if it is used.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from yeoul.errors import StartupError
from yeoul.model_names import named_file, named_script
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import (
    Finish,
    Flow,
    Model,
    Moved,
    Piece,
    Progress,
    Prompt,
    Provider,
    Sink,
    Text,
    Thought,
    Turn,
)
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Pause
from yeoul.providers.scripted import Scripted
from yeoul.providers.text_function import provider

if TYPE_CHECKING:
    from yeoul.providers.embedded.provider import EmbeddedProvider

__all__ = [
    "Catalogue",
    "Finish",
    "Flow",
    "Model",
    "Moved",
    "Parameters",
    "Pause",
    "Piece",
    "Progress",
    "Prompt",
    "Provider",
    "Scripted",
    "Sink",
    "Text",
    "Thought",
    "ToolCall",
    "Turn",
    "Usage",
    "provider",
]

P_co = TypeVar("P_co", bound=Provider, covariant=True)

_UNKNOWN_MODEL = (
    "The model {!r} is neither a file nor the embedded one, and no service is given: "
    "add --base-url or --api-key (OPENAI_API_KEY), or name a .gguf file."
)


@dataclass(frozen=True, slots=True)
class Offer(Generic[P_co]):
    """A provider of this server, or a sentence on why it is absent.

    It has neither if the settings do not ask for it.
    """

    provider: P_co | None = None
    why_not: str = ""


def open_providers(
    *,
    data_dir: Path,
    model: str | None,
    base_url: str | None,
    api_key: str | None,
    service_slots: int,
    connect_timeout_s: float,
    embedded_slots: int | None,
    context_length: int | None,
) -> Catalogue:
    """Return the catalogue of the providers that these settings name. Nothing is started yet.

    ``model`` becomes the default one: a GGUF file, ``scripted:<name>``, or a model of the service,
    as model_names.py tells them apart. A service is used if ``base_url`` or ``api_key``
    is given; its models come first. ``embedded_slots`` and ``context_length`` (in tokens) are for
    the embedded model; None leaves them to it.

    Raises:
        StartupError: ``model`` is a file that does not exist, an unknown script, or a name that no
            provider can have.
    """
    file = named_file(model)
    scripted = _scripted(model)
    named = None if file or scripted.provider else model
    service = _service(base_url, api_key, named, connect_timeout_s, service_slots)
    embedded = _embedded(file, data_dir, embedded_slots, context_length)
    embedded_model = embedded.provider.model_id if embedded.provider else None
    if named and service.provider is None and embedded_model != named:
        raise StartupError(_UNKNOWN_MODEL.format(named))
    default: Offer[Provider] = embedded if file else scripted
    offers: dict[str, Offer[Provider]] = {
        "openai": service,
        "embedded": embedded,
        "scripted": scripted,
    }
    return Catalogue(
        [offer.provider for offer in offers.values() if offer.provider is not None],
        default_provider=default.provider,
        default_model=embedded_model if file else model,
        absent={name: offer.why_not for name, offer in offers.items() if offer.why_not},
    )


def _service(
    base_url: str | None,
    api_key: str | None,
    default_model: str | None,
    connect_timeout_s: float,
    slots: int,
) -> Offer[Provider]:
    if not base_url and not api_key:
        return Offer(why_not="No service is configured: give --base-url or --api-key.")
    from yeoul.providers.service.provider import ServiceProvider

    return Offer(
        ServiceProvider(
            base_url=base_url,
            api_key=api_key,
            default_model=default_model,
            connect_timeout_s=connect_timeout_s,
            slots=slots,
        )
    )


def _scripted(model: str | None) -> Offer[Provider]:
    if model is None or named_script(model) is None:
        return Offer()
    return Offer(Scripted.named(model))


def _embedded(
    file: Path | None, data_dir: Path, slots: int | None, context_length: int | None
) -> Offer[EmbeddedProvider]:
    from yeoul.providers.embedded.engine import NOT_INSTALLED
    from yeoul.providers.embedded.model_files import installed_models, model_file
    from yeoul.providers.embedded.provider import EmbeddedProvider

    if file is not None and not file.is_file():
        raise StartupError(f"There is no model file at {file}.")
    if importlib.util.find_spec("xllamacpp") is None:
        if file is not None:
            raise StartupError(NOT_INSTALLED)
        return Offer(why_not=NOT_INSTALLED)
    models = [model_file(file)] if file is not None else installed_models(data_dir)
    if not models:
        return Offer(
            why_not="There is no embedded model yet: yeoul model pull fetches one (98 MB)."
        )
    return Offer(
        EmbeddedProvider(
            models[0].path,
            model_id=models[0].model_id,
            title=models[0].title,
            slots=slots,
            context_length=context_length,
        )
    )
