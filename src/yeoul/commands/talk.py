"""The two ways in which ``yeoul chat`` asks: a server, or a model in this process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from yeoul.client import Client
from yeoul.errors import ContextTooLong, YeoulError
from yeoul.files.data_dir import running_server
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.entries import Heartbeat, Update
from yeoul.protocol.events import Delta, End, Reasoning, Started
from yeoul.providers import open_providers
from yeoul.providers.base import Model, Progress, Prompt, Provider, Text, Thought, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.settings import Settings


class Talk(ABC):
    """One conversation, with one question at a time."""

    #: A sentence that names the server or the model that answers.
    title: str

    @abstractmethod
    def ask(self, question: str) -> AsyncGenerator[Update, None]:
        """Ask the next question; yield the answer as it grows, until it is whole.

        Raises:
            YeoulError: the answer fails or ends early.
            ConnectionError: the server stays away.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Stop the current answer; its text so far stays part of the conversation."""

    @abstractmethod
    async def aclose(self) -> None:
        """Close connections, or free the model."""


async def open_talk(
    settings: Settings, *, url: str | None, model: str | None, system: str | None
) -> Talk:
    """Open a conversation: with the server at ``url``, else the running one, else the model.

    Raises:
        YeoulError: there is no model.
        ConnectionError: no server answers at ``url``.
    """
    if url is None:
        server = running_server(settings.data_dir)
        url = server.url if server else None
    if url is not None:
        talk = ServerTalk(url, model=model, system=system)
        await talk.open()
        return talk
    catalogue = open_providers(
        data_dir=settings.data_dir,
        model=model or settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        service_slots=settings.max_answers,
        connect_timeout_s=settings.connect_timeout_s,
        embedded_slots=1,
        context_length=settings.context_length,
    )
    try:
        provider, found = await catalogue.find()
    except BaseException:
        await catalogue.aclose()
        raise
    return ModelTalk(catalogue, provider, found, system)


class ServerTalk(Talk):
    """Asks a server, which keeps the conversation."""

    def __init__(self, url: str, *, model: str | None, system: str | None) -> None:
        self.title = f"Asking the server at {url}."
        self._url = url
        self._client = Client(url)
        self._fields: dict[str, Any] = {
            name: value for name, value in (("model", model), ("system", system)) if value
        }
        self._answer_id: str | None = None

    async def open(self) -> None:
        """Check that a server answers, rather than wait for one.

        Raises:
            ConnectionError
        """
        if not await self._client.is_reachable():
            await self.aclose()
            raise ConnectionError(f"There is no server at {self._url}.")

    async def ask(self, question: str) -> AsyncGenerator[Update, None]:
        """Ask the server and follow the answer."""
        stream = self._client.ask(question, **self._fields)
        self._answer_id = stream.answer_id
        async with aclosing(stream) as updates:
            async for update in updates:
                if isinstance(update, Started):
                    self._fields["conversation_id"] = update.conversation_id
                yield update
                if isinstance(update, End) and update.status in ("failed", "interrupted"):
                    raise YeoulError(update.error.detail if update.error else "It was interrupted.")

    async def stop(self) -> None:
        """Stop the answer at the server, even if its question is still on its way."""
        if self._answer_id is not None:
            await self._client.stop(self._answer_id)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.__aexit__(None, None, None)


class ModelTalk(Talk):
    """Asks a model in this process; nothing is kept."""

    def __init__(
        self, catalogue: Catalogue, provider: Provider, model: Model, system: str | None
    ) -> None:
        self.title = f"Asking {model.title}; nothing is kept, as no server is running."
        self._catalogue = catalogue
        self._provider = provider
        self._model = model
        self._system = [Turn("system", system)] if system else []
        self._turns: list[Turn] = []

    async def ask(self, question: str) -> AsyncGenerator[Update, None]:
        """Ask the model, with as much of the conversation as fits its context window."""
        self._turns.append(Turn("user", question))
        said: list[str] = []
        try:
            while True:
                try:
                    async with aclosing(self._generate(said)) as updates:
                        async for update in updates:
                            yield update
                    return
                except ContextTooLong:
                    if said or len(self._turns) == 1:
                        raise
                    del self._turns[:2]  # the oldest question and its answer
        finally:
            if said:
                self._turns.append(Turn("assistant", "".join(said)))
            else:
                self._turns.pop()

    async def _generate(self, said: list[str]) -> AsyncGenerator[Update, None]:
        prompt = Prompt(self._model.id, (*self._system, *self._turns), Parameters())
        async with aclosing(self._provider.generate(prompt)) as batches:
            async for batch in batches:
                for piece in batch:
                    match piece:
                        case Text(text):
                            said.append(text)
                            yield Delta(text)
                        case Thought(text):
                            yield Reasoning(text)
                        case Progress(phase):
                            yield Heartbeat(phase)

    async def stop(self) -> None:
        """Do nothing: leaving the generator has closed the call."""

    async def aclose(self) -> None:
        """Free the model."""
        await self._catalogue.aclose()
