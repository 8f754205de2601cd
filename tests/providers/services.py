"""A service provider with limits that suit tests: patient, and wide enough for all of them."""

from __future__ import annotations

from yeoul.providers.service.provider import ServiceProvider
from yeoul.providers.service.responses_provider import ResponsesProvider


def service_provider(
    base_url: str | None = None,
    *,
    api_key: str | None = None,
    default_model: str | None = None,
    connect_timeout_s: float = 30.0,
    slots: int = 4096,
) -> ServiceProvider:
    """Return a provider of the service at ``base_url``; nothing is opened yet."""
    return ServiceProvider(
        base_url=base_url,
        api_key=api_key,
        default_model=default_model,
        connect_timeout_s=connect_timeout_s,
        slots=slots,
    )


def responses_provider(base_url: str, *, api_key: str | None = None) -> ResponsesProvider:
    """Return a provider of the service at ``base_url``, asked by the Responses API."""
    return ResponsesProvider(base_url=base_url, api_key=api_key, connect_timeout_s=30.0, slots=4096)
