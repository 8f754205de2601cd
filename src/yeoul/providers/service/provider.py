"""The service provider: any OpenAI-compatible HTTP API (OpenAI, vLLM, Ollama, LM Studio, …).

A question goes straight over our own connections, or by an HTTP client through a proxy (client.py).
The answer is read from the connection itself (answer.py), which detects a stream that is cut.
Generation retries and times the tokens; only connecting is timed here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

from yeoul.addresses import OPENAI, ServiceAddress, WrongAddress
from yeoul.errors import (
    ProviderTimeout,
    ProviderUnavailable,
    StartupError,
    YeoulError,
)
from yeoul.providers.base import Flow, Model, Piece, Prompt, Provider, Sink
from yeoul.providers.service.answer import ServiceAnswer
from yeoul.providers.service.body import Body, transport_errors
from yeoul.providers.service.client import (
    Refused,
    ServiceClient,
    account_of,
    never_read,
    open_client,
    right_address,
)
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.models import ServiceModels
from yeoul.providers.service.request import Habits, request_body
from yeoul.providers.thinking_tags import ThinkingTags
from yeoul.tasks import Tasks

#: Seconds for one request to a service for its models.
REQUEST_LISTING_TIMEOUT_S = 5.0
#: Statuses of a service, or of its gateway, that has not begun to answer.
UNBEGUN_STATUSES = frozenset({429, 502, 503})


class ServiceProvider(Provider):
    """One service.

    ``base_url`` None means OpenAI. ``default_model`` is offered even if the service cannot list its
    models. ``slots`` answers grow at the same time, each on its own connection, which must be open
    within ``connect_timeout_s``. The key is sent to ``base_url`` alone and shown nowhere.

    Raises:
        StartupError: ``base_url`` or ``api_key`` is malformed, or they exclude each other.
    """

    name = "openai"
    remote = True

    def __init__(
        self,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        default_model: str | None = None,
        connect_timeout_s: float,
        slots: int,
    ) -> None:
        self._address = _address(base_url, api_key)
        self._api_key = api_key
        self.slots = slots
        self._connect_timeout_s = connect_timeout_s
        self._place = self._address.place if base_url else "The model's service"
        self._errors = ServiceErrors(place=self._place, key=api_key, secrets=self._address.secrets)
        self._client: ServiceClient | None = None
        self._opening = asyncio.Lock()
        self._closed = False
        self._models = ServiceModels(
            self._fetch_models,
            provider=self.name,
            place=self._place,
            default_model=default_model,
        )
        self._habits = Habits()
        self._tasks = Tasks()

    def __repr__(self) -> str:
        return f"<ServiceProvider {self._place}>"

    async def start(self) -> None:
        """Begin to import the HTTP client, so that the first question does not wait for it."""
        self._tasks.start(self._opened(), name="open the service's client")

    async def _opened(self) -> ServiceClient:
        async with self._opening:
            if self._closed:
                raise ProviderUnavailable("The connection to the service was closed.")
            if self._client is None:
                self._client = await asyncio.to_thread(
                    open_client,
                    address=self._address,
                    api_key=self._api_key,
                    connect_timeout_s=self._connect_timeout_s,
                )
            return self._client

    async def models(self) -> Sequence[Model]:
        """Return the service's models, fetched at most once a minute."""
        return await self._models.models()

    async def ready(self) -> None:
        """Check that the service answers and accepts the key, by asking for its list of models."""
        await self._models.ready()

    async def _fetch_models(self) -> bytes:
        client = await self._opened()
        try:
            async with asyncio.timeout(REQUEST_LISTING_TIMEOUT_S):
                listed = await client.fetch_list()
        except Refused as refused:
            if refused.status == 404:
                raise await self._misplaced(client) or self._errors.no_list() from refused
            raise self._refusal(refused, "its models") from refused
        except TimeoutError:
            raise ProviderTimeout(f"{self._place} does not list its models in time.") from None
        except transport_errors() as error:
            raise self._unreachable(error) from error
        if listed.lstrip().startswith(b"<") and (wrong := await self._misplaced(client)):
            raise wrong
        return listed

    async def _misplaced(self, client: ServiceClient) -> YeoulError | None:
        """Return the error for a base URL that only lacks its /v1; None for any other."""
        right = await right_address(client, self._address, timeout_s=REQUEST_LISTING_TIMEOUT_S)
        return self._errors.wrong_address(right) if right else None

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Generate one answer; ``thinking`` comes when the service has accepted the question."""
        pieces: list[Piece] = []

        def keep(batch: list[Piece]) -> Flow:
            pieces.extend(batch)
            return Flow.WAIT

        async with self._answered(prompt) as answer:
            while await answer.read_into(keep) is ReadOutcome.PAUSED:
                yield pieces.copy()
                pieces.clear()

    async def stream_into(self, prompt: Prompt, sink: Sink) -> None:
        """Generate one answer into ``sink``, from the callback in which bytes arrive."""
        async with self._answered(prompt) as answer:
            while await answer.read_into(sink.accept) is ReadOutcome.PAUSED:
                if not await sink.wants_more():
                    return

    @asynccontextmanager
    async def _answered(self, prompt: Prompt) -> AsyncIterator[ServiceAnswer]:
        """Ask, and yield the answer to read; its connection is released afterwards."""
        tags = ThinkingTags(thinks_first=prompt.model in self._habits.thinks_first)
        async with aclosing(await self._ask(prompt)) as body:
            try:
                yield ServiceAnswer(body, self._errors, tags)
            finally:
                self._habits.note_beginning(prompt.model, thinks_first=tags.thinks_first)

    async def _ask(self, prompt: Prompt) -> Body:
        """Return the answer's body, which the caller closes.

        Nothing else of the exchange outlives this call: while an answer grows, question and headers
        would use the larger part of its memory.
        """
        client = await self._opened()
        while True:
            asked = request_body(prompt, self._habits)
            try:
                return await client.post_question(asked)
            except Refused as refused:
                status = refused.status
                if status in (400, 422) and self._habits.note_refusal(asked, refused.body):
                    continue
                misplaced = await self._misplaced(client) if status in (404, 405) else None
                raise misplaced or self._refusal(refused, prompt.model) from refused
            except transport_errors() as error:
                raise self._unreachable(error) from error

    def _refusal(self, refused: Refused, model: str) -> YeoulError:
        status = refused.status
        refusal = self._errors.from_status(status, refused.headers, refused.body, model=model)
        refusal.ask_again = refusal.retryable and status in UNBEGUN_STATUSES
        return refusal

    def _unreachable(self, error: Exception) -> YeoulError:
        failure = self._errors.unreachable(error, connect_timeout_s=self._connect_timeout_s)
        failure.ask_again = never_read(error)
        return failure

    async def aclose(self) -> None:
        """Close all connections. Answers that still grow fail."""
        self._closed = True
        await self._tasks.cancel()
        if self._client is not None:
            await self._client.aclose()


def _address(base_url: str | None, api_key: str | None) -> ServiceAddress:
    """Return the service's address, after checking that the key can be sent there.

    Raises:
        StartupError: the base URL or the key is malformed, or they exclude each other.
    """
    try:
        address = ServiceAddress.parse(OPENAI if base_url is None else base_url)
    except WrongAddress as error:
        raise StartupError(f"The base URL must {error}.") from None
    if api_key is not None and not all("!" <= char <= "~" for char in api_key or " "):
        raise StartupError(
            "The API key has a space or a character that no key has; check --api-key "
            "(OPENAI_API_KEY)."
        )
    if api_key is not None and address.user_info:
        raise StartupError(
            "The base URL has a user name in it, and an API key is given too (--api-key, "
            "OPENAI_API_KEY); a request carries one of them: leave the other out."
        )
    _check_account(address)
    return address


def _check_account(address: ServiceAddress) -> None:
    """Check that the account's variables can be sent, where they are.

    Raises:
        StartupError: they cannot.
    """
    for variable, value in account_of(address).values():
        if not all("!" <= char <= "~" for char in value):
            raise StartupError(f"{variable} has a space or a character that no id has.")
