"""The service provider: any OpenAI-compatible HTTP API (OpenAI, vLLM, Ollama, LM Studio, …).

A question goes straight over our own connections, or by an HTTP client through a proxy (client.py).
The answer is read from the connection itself (answer.py), which detects a stream that is cut.
Generation retries and times the tokens; only connecting is timed here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from yeoul.addresses import OPENAI, ServiceAddress, WrongAddress
from yeoul.errors import (
    PromptUnknown,
    ProviderTimeout,
    ProviderUnavailable,
    StartupError,
    YeoulError,
)
from yeoul.providers.base import Flow, Model, Piece, Prompt, PromptToken, Provider, Sink
from yeoul.providers.chat_request import ChatRequest, ContinueWay
from yeoul.providers.large_prompts import is_large, work_on
from yeoul.providers.llama_prompt import read_tokens
from yeoul.providers.service.answer import Answered, ServiceAnswer, ToldAnswer
from yeoul.providers.service.body import Body, transport_errors
from yeoul.providers.service.candidates import CandidateHabits, without
from yeoul.providers.service.client import (
    MAX_LIST_BYTES,
    Refused,
    ServiceClient,
    account_of,
    never_read,
    open_client,
    right_address,
)
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.service.continuing import (
    ContinuedAnswer,
    continue_behind,
    question_address,
)
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.models import Label, ServiceModels
from yeoul.providers.service.ollama_tags import is_ollamas, with_abilities
from yeoul.providers.service.request import Habits, request_body, thinking_field_of
from yeoul.providers.thinking_tags import ThinkingTags
from yeoul.providers.told_tokens import ToldTokens
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
    ``label`` names one of several services, which people have connected in the page; None is that
    of the settings, to which the account of the environment belongs, too. ``continues`` is how it
    is told to go on behind a text: a person who has chosen that wants interrupted answers to go on.

    Raises:
        StartupError: ``base_url`` or ``api_key`` is malformed, or they exclude each other.
    """

    name = "openai"
    remote = True
    shares_slots = True
    takes = frozenset({"stop", "response_format", "tools"})

    def __init__(
        self,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        default_model: str | None = None,
        connect_timeout_s: float,
        slots: int,
        label: Label | None = None,
        continues: ContinueWay = "no",
    ) -> None:
        self._address = _address(base_url)
        self._account = {} if label else _account_of(self._address)
        if label is not None:
            self.name, self.prefix = label.id, label.prefix
        self._api_key = api_key
        self.slots = slots
        self._connect_timeout_s = connect_timeout_s
        self._place = self._address.place if base_url else "The model's service"
        self._connected, secrets = label is not None, self._address.secrets
        _check_key(api_key, self._address, connected=self._connected)
        self._errors = ServiceErrors(self._place, api_key, secrets, connected=self._connected)
        self._client: ServiceClient | None = None
        self._opening, self._closed = asyncio.Lock(), False
        self._models = ServiceModels(
            self._fetch_models,
            provider=self.name,
            place=self._place,
            default_model=default_model,
            label=label,
        )
        self._continues = continues
        self.can_continue = continues != "no"
        self._habits = Habits(thinking_field=thinking_field_of(self._address, continues))
        self._candidates, self._tasks = CandidateHabits(), Tasks()

    def __repr__(self) -> str:
        return f"<ServiceProvider {self._place}>"

    @property
    def continues_unasked(self) -> bool:
        """Whether it goes on behind a text: then only the rest is paid for, as a person chose."""
        return self.can_continue

    async def start(self) -> None:
        """Begin to import the HTTP client, so that the first question does not wait for it."""
        self._tasks.start(self._opened(), name="open the service's client")

    async def _opened(self) -> ServiceClient:
        async with self._opening:
            if self._closed:
                raise closed()
            if self._client is None:
                self._client = await asyncio.to_thread(
                    open_client,
                    address=question_address(self._address, self._continues),
                    api_key=self._api_key,
                    connect_timeout_s=self._connect_timeout_s,
                    account=self._account,
                    connected=self._connected,
                )
            return self._client

    async def models(self) -> Sequence[Model]:
        """Return the service's models, fetched at most once a minute."""
        return self._candidates.shown(await self._models.models(), self.prefix)

    async def ready(self) -> None:
        """Check that the service answers and accepts the key, by asking for its list of models."""
        await self._models.ready()

    async def _fetch_models(self) -> bytes:
        client = await self._opened()
        try:
            async with asyncio.timeout(REQUEST_LISTING_TIMEOUT_S):
                listed = await client.fetch_list(f"{self._address.base}/models")
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
        return await self._with_abilities(client, listed) if is_ollamas(listed) else listed

    async def _with_abilities(self, client: ServiceClient, listed: bytes) -> bytes:
        """Return Ollama's list with what each model can do, where it tells that in time."""
        try:
            async with asyncio.timeout(REQUEST_LISTING_TIMEOUT_S):
                tags = await client.fetch_list(f"{self._address.base.removesuffix('/v1')}/api/tags")
        except (Refused, TimeoutError):
            return listed
        except transport_errors():
            return listed
        return with_abilities(listed, tags)

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
    async def _answered(self, prompt: Prompt) -> AsyncIterator[Answered]:
        """Ask, and yield the answer to read; its connection is released afterwards."""
        if self.prefix:
            prompt = replace(prompt, model=prompt.model.removeprefix(self.prefix))
        prefix = prompt.prefix
        # The text that is continued stands behind the thinking.
        thinks_first = not prefix and prompt.model in self._habits.thinks_first
        tags = ThinkingTags(thinks_first=thinks_first)
        told = ToldTokens() if prompt.candidates else None
        async with aclosing(await self._ask(prompt)) as body:
            answer: Answered = ServiceAnswer(body, self._errors, tags, told)
            if prefix:
                answer = ContinuedAnswer(answer, prefix, self._continues, told)
            try:
                yield answer if told is None else ToldAnswer(answer, told)
            finally:
                if not prefix:
                    self._habits.note_beginning(prompt.model, thinks_first=tags.thinks_first)
                self._note_told(prompt, told)

    def _note_told(self, prompt: Prompt, told: ToldTokens | None) -> None:
        """Note whether an answer has told the candidates that it was asked for."""
        if told is not None:
            self._candidates.note_answer(prompt, is_told=told.is_told, is_untold=told.is_untold)

    async def _ask(self, prompt: Prompt) -> Body:
        """Return the answer's body, which the caller closes.

        Nothing else of the exchange outlives this call: while an answer grows, question and headers
        would use the larger part of its memory.
        """
        client = await self._opened()
        wished, prompt = prompt, self._candidates.as_taken(prompt)
        was_refused = False
        while True:
            asked = await work_on(prompt, partial(self._question, prompt))
            try:
                body = await client.post_question(asked, large=is_large(prompt))
            except Refused as refused:
                status = refused.status
                if status in (400, 422) and self._habits.note_refusal(asked, refused.body):
                    continue
                if self._candidates.may_have_caused(refused, prompt):
                    prompt, was_refused = without(prompt), True
                    continue
                raise await self._refused(client, refused, prompt.model) from refused
            except transport_errors() as error:
                raise self._unreachable(error) from error
            if was_refused:
                self._candidates.note_refusal(wished)
            return body

    def _question(self, prompt: Prompt) -> ChatRequest:
        """Return the body of a question."""
        asked = request_body(prompt, self._habits)
        if prompt.prefix:
            continue_behind(asked, prompt.prefix, self._continues)
        return asked

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        """Return the prompt in tokens, which llama.cpp tells beside the addresses of its API."""
        if self._continues != "llama.cpp":
            return await super().tokens_of(prompt)
        client, root = await self._opened(), self._address.base.removesuffix("/v1")

        async def post(path: str, body: Mapping[str, object]) -> dict[str, Any]:
            reply = await client.post_json(f"{root}{path}", body)
            if len(reply) == MAX_LIST_BYTES:
                raise PromptUnknown("What the model was given is too long to be shown.")
            told: dict[str, Any] = orjson.loads(reply)
            return told

        bare = replace(prompt, model=prompt.model.removeprefix(self.prefix))
        try:
            return await read_tokens(post, self._question(bare))
        except (Refused, ValueError) as error:
            raise PromptUnknown(
                f"{self._place} does not tell what its model reads, as llama.cpp does at"
                " /apply-template and /tokenize. Ask the embedded model to see that."
            ) from error
        except transport_errors() as error:
            raise self._unreachable(error) from error

    async def _refused(self, client: ServiceClient, refused: Refused, model: str) -> YeoulError:
        """Return the error for a refused question."""
        misplaced = await self._misplaced(client) if refused.status in (404, 405) else None
        return misplaced or self._refusal(refused, model)

    def _refusal(self, refused: Refused, model: str) -> YeoulError:
        status = refused.status
        refusal = self._errors.from_status(status, refused.headers, refused.body, model=model)
        refusal.ask_again = refusal.retryable and status in UNBEGUN_STATUSES
        return refusal

    def _unreachable(self, error: Exception) -> YeoulError:
        failure = self._errors.unreachable(error, connect_timeout_s=self._connect_timeout_s)
        failure.ask_again = never_read(error)
        self._models.doubt()
        return failure

    async def aclose(self) -> None:
        """Close all connections. Answers that still grow fail."""
        self._closed = True
        await self._tasks.cancel()
        if self._client is not None:
            await self._client.aclose()


def closed() -> ProviderUnavailable:
    """Return the error for a question to a provider that is closed."""
    return ProviderUnavailable("The connection to the service was closed.")


def _address(base_url: str | None) -> ServiceAddress:
    """Return the service's address.

    Raises:
        StartupError: the base URL is malformed.
    """
    try:
        return ServiceAddress.parse(OPENAI if base_url is None else base_url)
    except WrongAddress as error:
        raise StartupError(f"The base URL must {error}.") from None


def _check_key(api_key: str | None, address: ServiceAddress, *, connected: bool) -> None:
    """Check that the key can be sent to the service.

    Raises:
        StartupError: it is malformed, or the address has what is sent in its place.
    """
    if api_key is None:
        return
    advice = "" if connected else " (--api-key, OPENAI_API_KEY)"
    if not api_key or not all("!" <= char <= "~" for char in api_key):
        raise StartupError(f"The API key{advice} has a space or a character that no key has.")
    if address.user_info:
        raise StartupError(
            f"The base URL has a user name in it, and an API key is given too{advice}; a request "
            "carries one of them: leave the other out."
        )


def _account_of(address: ServiceAddress) -> dict[str, tuple[str, str]]:
    """Return `account_of` the address, after checking that it can be sent.

    Raises:
        StartupError: it cannot.
    """
    account = account_of(address)
    for variable, value in account.values():
        if not all("!" <= char <= "~" for char in value):
            raise StartupError(f"{variable} has a space or a character that no id has.")
    return account
