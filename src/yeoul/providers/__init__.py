"""The sources of tokens: the public names for providers, and the factory of Yeoul's own.

`provider` makes one of a function that yields text; `Provider` is the whole interface. The names in
``__all__`` are public. `open_providers` decides which providers a server has, and imports each
one's libraries only if it is used.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from yeoul.errors import StartupError
from yeoul.model_names import named_file, named_script
from yeoul.protocol.content import Candidate, Token, ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import (
    Accepted,
    Finish,
    Flow,
    Model,
    Moved,
    Piece,
    Progress,
    Prompt,
    PromptToken,
    Provider,
    Sink,
    Text,
    Thought,
    Tokens,
    Turn,
)
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Pause
from yeoul.providers.scripted import Scripted
from yeoul.providers.text_function import provider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yeoul.addresses import ServiceAddress
    from yeoul.providers.chat_request import ContinueWay, ServiceApi
    from yeoul.providers.embedded.shelf import Shelf
    from yeoul.providers.service.probe import Found
    from yeoul.providers.service.provider import ServiceProvider

__all__ = [
    "Accepted",
    "Candidate",
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
    "PromptToken",
    "Provider",
    "Scripted",
    "Sink",
    "Text",
    "Thought",
    "Token",
    "Tokens",
    "ToolCall",
    "Turn",
    "Usage",
    "provider",
]

_NO_SERVICE = "No service is configured: give --base-url or --api-key."
_UNKNOWN_MODEL = (
    "The model {!r} is neither a file nor the embedded one, and no service is given: "
    "add --base-url or --api-key (OPENAI_API_KEY), or name a .gguf file."
)


def open_service(
    *,
    id: str,
    title: str,
    base_url: str,
    api_key: str | None,
    api: ServiceApi,
    model: str | None,
    continues: ContinueWay,
    connect_timeout_s: float,
    slots: int,
) -> Provider:
    """Return one more service, whose models are ``<id>/<model>``. Nothing is opened yet.

    It is asked by ``api``. ``model`` is offered even if the service does not list it.
    ``continues`` is how it is told to go on behind a text, which the Responses API cannot say.

    Raises:
        StartupError: address and key cannot be used together.
    """
    from yeoul.providers.service.models import Label

    return _service_class(api)(
        base_url=base_url,
        api_key=api_key,
        connect_timeout_s=connect_timeout_s,
        slots=slots,
        default_model=model,
        label=Label(id, title),
        continues=continues,
    )


async def probe_service(
    forms: Sequence[ServiceAddress], api_key: str | None, *, timeout_s: float
) -> Found:
    """Return the first of these addresses at which a service lists its models, and these.

    Raises:
        YeoulError: see `yeoul.providers.service.probe`.
    """
    from yeoul.providers.service.probe import probe

    return await probe(forms, api_key, timeout_s=timeout_s)


def open_providers(
    *,
    model: str | None,
    base_url: str | None,
    api_key: str | None,
    service_api: ServiceApi = "chat",
    service_slots: int,
    connect_timeout_s: float,
    shelf: Shelf | None,
) -> Catalogue:
    """Return the catalogue of the providers that these settings name. Nothing is started yet.

    ``model`` becomes the default one: a GGUF file, ``scripted:<name>``, or a model of the service,
    as model_names.py tells them apart. A service is used if ``base_url`` or ``api_key`` is given,
    and asked by ``service_api``; its models come first. The models of ``shelf``, which was opened
    for the same ``model``, come behind, those too that it finds later.

    Raises:
        StartupError: ``model`` is an unknown script, or a name that no provider can have.
    """
    file = named_file(model)
    scripted = Scripted.named(model) if model and named_script(model) is not None else None
    named = None if file or scripted else model
    service = _service(base_url, api_key, service_api, named, connect_timeout_s, service_slots)
    embedded = shelf.providers if shelf is not None else []
    if named and service is None and named not in [it.model_id for it in embedded]:
        raise StartupError(_UNKNOWN_MODEL.format(named))
    offered = [service, *embedded, scripted]
    absent = {"openai": "" if service else _NO_SERVICE, "embedded": _why_no_model(shelf)}
    catalogue = Catalogue(
        [provider for provider in offered if provider is not None],
        default_provider=embedded[0] if file else scripted,
        default_model=embedded[0].model_id if file else model,
        absent={name: why_not for name, why_not in absent.items() if why_not},
    )
    if shelf is not None:
        shelf.fill(catalogue)
    return catalogue


def _service(
    base_url: str | None,
    api_key: str | None,
    api: ServiceApi,
    default_model: str | None,
    connect_timeout_s: float,
    slots: int,
) -> Provider | None:
    """Return the service of the settings; None if they ask for none."""
    if not base_url and not api_key:
        return None
    return _service_class(api)(
        base_url=base_url,
        api_key=api_key,
        default_model=default_model,
        connect_timeout_s=connect_timeout_s,
        slots=slots,
    )


def _service_class(api: ServiceApi) -> type[ServiceProvider]:
    if api == "responses":
        from yeoul.providers.service.responses_provider import ResponsesProvider

        return ResponsesProvider
    from yeoul.providers.service.provider import ServiceProvider

    return ServiceProvider


def open_shelf(
    *,
    data_dir: Path,
    model: str | None,
    slots: int | None,
    context_length: int | None,
    mmproj: Path | None = None,
) -> Shelf | None:
    """Return the model files on this machine; None where the engine for them is not installed.

    ``mmproj`` is the file by which that of ``model`` sees pictures.

    Raises:
        StartupError: ``model`` names a file that does not exist, or that nothing here can load; or
            ``mmproj`` does, or there is no model file that it could belong to.
    """
    from yeoul.providers.embedded.model_files import NOT_INSTALLED
    from yeoul.providers.embedded.shelf import Shelf

    file = named_file(model)
    if file is not None and not file.is_file():
        raise StartupError(f"There is no model file at {file}.")
    if mmproj is not None and file is None:
        raise StartupError("--mmproj belongs to a model file: name that with --model FILE.gguf.")
    if mmproj is not None and not mmproj.is_file():
        raise StartupError(f"There is no file at {mmproj} (--mmproj).")
    if importlib.util.find_spec("xllamacpp") is None:
        if file is not None:
            raise StartupError(NOT_INSTALLED)
        return None
    return Shelf(data_dir, file, slots=slots, context_length=context_length, mmproj=mmproj)


def _why_no_model(shelf: Shelf | None) -> str:
    from yeoul.providers.embedded.model_files import NOT_INSTALLED

    if shelf is None:
        return NOT_INSTALLED
    if shelf.providers:
        return ""
    return "There is no embedded model yet: yeoul model pull fetches one (98 MB)."
