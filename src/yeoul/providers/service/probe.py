"""Tries an address and a key: which models a service lists there, or its own reason why not.

Nothing is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from yeoul.addresses import ServiceAddress
from yeoul.errors import ModelUnavailable, ProviderTimeout, YeoulError
from yeoul.providers.base import Model
from yeoul.providers.service.body import transport_errors
from yeoul.providers.service.client import Refused, ServiceClient, open_client
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.models import read_models

#: Statuses of a refusal that only a service's API gives.
_TELLING = frozenset({401, 402, 403, 429})


class Found(NamedTuple):
    """A service that lists models, and the address at which it does."""

    address: ServiceAddress
    models: list[Model]


async def probe(forms: Sequence[ServiceAddress], api_key: str | None, *, timeout_s: float) -> Found:
    """Return what a service offers, within ``timeout_s`` seconds.

    ``forms`` are tried one after the other. All of them are at one host: the key goes nowhere else.

    Raises:
        YeoulError: it does not list any models; a ``Provider…`` error or `ModelUnavailable`.
    """
    address = forms[0]
    errors = ServiceErrors(
        place=address.place, key=api_key, secrets=address.secrets, connected=True
    )
    try:
        async with asyncio.timeout(timeout_s):
            client = await asyncio.to_thread(
                open_client,
                address=address,
                api_key=api_key,
                connect_timeout_s=timeout_s,
                connected=True,
            )
            try:
                return await _first_that_lists(client, forms, errors)
            except transport_errors() as error:
                raise errors.unreachable(error, connect_timeout_s=timeout_s) from error
            finally:
                await client.aclose()
    except TimeoutError:
        raise ProviderTimeout(
            f"{address.place} does not list its models within {timeout_s:g} seconds."
        ) from None


async def _first_that_lists(
    client: ServiceClient, forms: Sequence[ServiceAddress], errors: ServiceErrors
) -> Found:
    failure: YeoulError | None = None
    for form in forms:
        try:
            models = read_models(await client.fetch_list(f"{form.base}/models"), provider="")
        except Refused as refused:
            error = _refusal(refused, errors)
            if failure is None or refused.status in _TELLING:
                failure = error
        except YeoulError as error:  # no list of models
            failure = failure or error
        else:
            if models:
                return Found(form, models)
            failure = ModelUnavailable(f"{form.place} has no model yet: add one there.")
            break
    raise failure or errors.no_list()


def _refusal(refused: Refused, errors: ServiceErrors) -> YeoulError:
    if refused.status in (404, 405):
        return errors.no_list()
    return errors.from_status(refused.status, refused.headers, refused.body, model="its models")
