"""The values that settings stand for in the stages below them: providers, services, limits.

The server uses them, and so do the commands that ask a model without one.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from yeoul.addresses import is_this_machine
from yeoul.caller import Allowance
from yeoul.errors import StartupError
from yeoul.generation.runner import Limits
from yeoul.providers import open_providers, open_service, open_shelf
from yeoul.providers.base import Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.shelf import Shelf
from yeoul.services import (
    Kept,
    KeptService,
    KeptServices,
    OwnService,
    ServiceFiles,
    Services,
    kept_in,
    key_hint,
)
from yeoul.settings import Settings
from yeoul.store import read_services

logger = logging.getLogger(__name__)

#: Why no service can be connected to an app whose maker has chosen its parts.
_CHOSEN = "The product around this server chooses its models."


def check_reach(settings: Settings, *, has_accounts: bool) -> None:
    """Check that no stranger who reaches the server reaches what is in it; warn if one might.

    Raises:
        StartupError: other machines can reach it, and it has no accounts; or it has accounts, and
            the settings say that everybody may do everything.
    """
    if has_accounts and settings.allow_unauthenticated:
        raise StartupError(
            "This server has accounts, so --allow-unauthenticated cannot be used: leave it out, or"
            " remove the accounts with `yeoul user remove`."
        )
    if not (has_accounts or settings.allow_unauthenticated or is_this_machine(settings.listens_on)):
        reach = "this server with --lan" if settings.lan else f"host {settings.host}"
        raise StartupError(
            f"Other machines can reach {reach}, and there are no accounts yet: make one with"
            " `yeoul user add NAME --admin`, or start with --setup. With 127.0.0.1 only"
            " this machine reaches the server; with --allow-unauthenticated everybody who reaches"
            " it may read and change everything."
        )
    # A proxy in front may let in only whom it knows, so this is a warning. But it may also be that
    # there were accounts, and their data directory is another one now.
    if settings.allowed_hosts and not (has_accounts or settings.allow_unauthenticated):
        logger.warning(
            "This server answers to %s, and has no accounts: everybody who reaches it by that name"
            " may read and change everything. Start with --setup, or make an account with `yeoul"
            " user add NAME --admin`. If a proxy lets in only whom it knows,"
            " --allow-unauthenticated says so.",
            ", ".join(settings.allowed_hosts),
        )


def open_models(settings: Settings) -> Shelf | None:
    """Return the model files on this machine; None where the engine for them is not installed.

    Raises:
        StartupError: see `open_shelf`.
    """
    return open_shelf(
        data_dir=settings.data_dir,
        model=settings.model,
        slots=settings.slots,
        context_length=settings.context_length,
        mmproj=settings.mmproj,
    )


def open_catalogue(settings: Settings, shelf: Shelf | None = None) -> Catalogue:
    """Return the catalogue of the providers that ``settings`` name. Nothing is started yet.

    ``shelf`` is that of `open_models`, if the caller needs it too.

    Raises:
        StartupError: see `open_providers` and `open_shelf`.
    """
    return open_providers(
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        service_api=settings.service_api,
        service_slots=settings.max_answers,
        connect_timeout_s=settings.connect_timeout_s,
        shelf=shelf or open_models(settings),
    )


def open_services(
    settings: Settings, catalogue: Catalogue, *, keeper: KeptServices | None
) -> Services:
    """Return the services that people connect, beside that of ``settings``; see `Services.start`.

    ``keeper`` None: none can be connected.
    """
    return Services(
        catalogue,
        partial(_open_service, settings),
        keeper=keeper,
        own=_own_service(settings, catalogue),
        fixed=_CHOSEN,
    )


async def read_kept_services(settings: Settings) -> Kept:
    """Return the services that were connected in the page, without a server.

    Changes nothing where they are kept: a server may be writing there.

    Raises:
        StartupError, StorageFailed: the store of several workers cannot be read.
    """
    if settings.store_url is None:
        return await asyncio.to_thread(ServiceFiles(settings.data_dir).read)
    return kept_in(await read_services(settings.store_url.get_secret_value()))


def add_kept_services(settings: Settings, catalogue: Catalogue, kept: Kept) -> list[str]:
    """Offer the models of the services that are kept, too, without a server.

    Returns a sentence for whatever cannot be used.
    """
    services, unusable = kept
    troubles = [unusable] if unusable else []
    for service in services:
        try:
            catalogue.add(_open_service(settings, service))
        except StartupError as error:
            troubles.append(f"{service.name}: {error.detail}")
        if service.trouble and service.trouble != unusable:
            troubles.append(f"{service.name}: {service.trouble}")
    return troubles


def _open_service(settings: Settings, service: KeptService) -> Provider:
    return open_service(
        id=service.id,
        title=service.name,
        base_url=service.base_url,
        api_key=service.api_key,
        api=service.api,
        model=service.model,
        continues=service.continues,
        connect_timeout_s=settings.connect_timeout_s,
        slots=settings.max_answers,
    )


def _own_service(settings: Settings, catalogue: Catalogue) -> OwnService | None:
    if settings.service is None:
        return None
    key = settings.api_key.get_secret_value() if settings.api_key else None
    remote = (provider for provider in catalogue.providers if provider.remote)
    return OwnService(settings.service, key_hint(key), next(remote, None), settings.service_api)


def allowance_of(settings: Settings) -> Allowance:
    """Return what each person with an account may use, unless an admin says otherwise."""
    return Allowance(
        growing=4,
        unfinished=20,
        streams=100,
        questions=settings.questions_per_day or None,
        tokens=settings.tokens_per_day or None,
    )


def limits_of(settings: Settings) -> Limits:
    """Return the limits of every answer."""
    return Limits(
        first_token_timeout_s=settings.first_token_timeout_s,
        idle_timeout_s=settings.idle_timeout_s,
        max_answer_bytes=settings.max_answer_bytes,
    )
