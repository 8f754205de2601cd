"""The values that settings stand for in the stages below them: providers, and generation's limits.

The server uses them, and so do the commands that ask a model without one.
"""

from __future__ import annotations

from yeoul.generation.runner import Limits
from yeoul.providers import open_providers
from yeoul.providers.catalogue import Catalogue
from yeoul.settings import Settings


def open_catalogue(settings: Settings) -> Catalogue:
    """Return the catalogue of the providers that ``settings`` name. Nothing is started yet.

    Raises:
        StartupError: see `open_providers`.
    """
    return open_providers(
        data_dir=settings.data_dir,
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        service_slots=settings.max_answers,
        connect_timeout_s=settings.connect_timeout_s,
        embedded_slots=settings.slots,
        context_length=settings.context_length,
    )


def limits_of(settings: Settings) -> Limits:
    """Return the limits of every answer."""
    return Limits(
        first_token_timeout_s=settings.first_token_timeout_s,
        idle_timeout_s=settings.idle_timeout_s,
        max_answer_bytes=settings.max_answer_bytes,
    )
