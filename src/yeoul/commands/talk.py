"""The two ways in which ``yeoul chat`` asks: a server, or a model in this process."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

from yeoul.caller import LOCAL_OWNER
from yeoul.client import AnswerStream, Client
from yeoul.commands.attached import SentPicture, seen_picture
from yeoul.commands.running import machine_headers
from yeoul.configured import limits_of, open_catalogue
from yeoul.errors import ContextTooLong, StartupError, Unauthenticated, YeoulError
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog, Permit
from yeoul.files.data_dir import running_server
from yeoul.generation.job import Job, Times
from yeoul.generation.runner import Limits, generate
from yeoul.generation.upstream import cancel_upstream, forget_upstream
from yeoul.protocol.conversation import Answer, new_id, utc_now
from yeoul.protocol.entries import Heartbeat, Update
from yeoul.protocol.events import End, Started, decode
from yeoul.providers.base import Model, Provider, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.settings import Settings
from yeoul.tasks import Tasks

#: Seconds after which a silent model's phase is shown again.
HEARTBEAT_S = 10.0


class Talk(ABC):
    """One conversation, with one question at a time."""

    #: A sentence that names the server or the model that answers.
    title: str

    @abstractmethod
    def ask(
        self, question: str, pictures: Sequence[SentPicture] = ()
    ) -> AsyncGenerator[Update, None]:
        """Ask the next question; yield the answer as it grows, until it is whole.

        Raises:
            PictureRefused: a picture is none that is taken.
            YeoulError: the answer fails or ends early.
            ConnectionError: the server stays away.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Stop the current answer; its text so far stays part of the conversation."""

    @abstractmethod
    async def aclose(self) -> None:
        """Close connections, or free the model."""


class Way(NamedTuple):
    """How a server is asked: where, by which token, or for whom; None: as the machine's owner."""

    url: str | None = None
    token: str | None = None
    user: str | None = None


async def open_talk(settings: Settings, way: Way, *, model: str | None, system: str | None) -> Talk:
    """Open a conversation: with the server that is named, else the running one, else the model.

    Raises:
        YeoulError: there is no model, or nobody to ask for.
        ConnectionError: no server answers at ``url``.
    """
    server = running_server(settings.data_dir)
    url = way.url or (server.url if server else None)
    is_own = server is not None and url == server.url
    if way.user is not None and not is_own:
        raise StartupError(
            "--user goes with the server that runs in the data directory of this machine: use a"
            " token of that person."
        )
    if url is not None:
        by_machine = machine_headers(server, way.user) if server is not None and is_own else {}
        headers = by_machine if way.token is None else {}
        talk = ServerTalk(url, headers=headers, token=way.token, model=model, system=system)
        await talk.open()
        return talk
    alone = settings.model_copy(update={"model": model or settings.model, "slots": 1})
    catalogue = open_catalogue(alone)
    try:
        provider, found = await catalogue.find()
    except BaseException:
        await catalogue.aclose()
        raise
    return ModelTalk(catalogue, provider, found, system, limits_of(settings))


class ServerTalk(Talk):
    """Asks a server, which keeps the conversation."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        token: str | None,
        model: str | None,
        system: str | None,
    ) -> None:
        self.title = f"Asking the server at {url}."
        self._url = url
        self._is_known = token is not None or bool(headers)
        self._client = Client(url, headers=headers, token=token)
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

    async def ask(
        self, question: str, pictures: Sequence[SentPicture] = ()
    ) -> AsyncGenerator[Update, None]:
        """Send the pictures, ask the server and follow the answer."""
        self._answer_id = None
        async with self._told_to_strangers():
            sent = [await self._client.attach(each.content, name=each.name) for each in pictures]
        fields = {**self._fields, "attachments": [each.id for each in sent]}
        stream = self._client.ask(question, **(fields if sent else self._fields))
        self._answer_id = stream.answer_id
        async with aclosing(self._known(stream)) as updates:
            async for update in updates:
                if isinstance(update, Started):
                    self._fields["conversation_id"] = update.conversation_id
                yield update
                if isinstance(update, End) and update.status in ("failed", "interrupted"):
                    raise YeoulError(update.error.detail if update.error else "It was interrupted.")

    async def _known(self, stream: AnswerStream) -> AsyncGenerator[Update, None]:
        """Yield the updates of ``stream``."""
        async with self._told_to_strangers(), aclosing(stream) as updates:
            async for update in updates:
                yield update

    @asynccontextmanager
    async def _told_to_strangers(self) -> AsyncIterator[None]:
        """Have a refusal say what makes a stranger known."""
        try:
            yield
        except Unauthenticated as error:
            if self._is_known:
                raise
            raise Unauthenticated(
                f"The server at {self._url} answers only people it knows: make a token in the"
                " settings of its page, and give it by YEOUL_TOKEN or --token."
            ) from error

    async def stop(self) -> None:
        """Stop the answer at the server, even if its question is still on its way."""
        if self._answer_id is not None:
            await self._client.stop(self._answer_id)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class ModelTalk(Talk):
    """Asks a model in this process, by the server's own generation; nothing is kept."""

    def __init__(
        self,
        catalogue: Catalogue,
        provider: Provider,
        model: Model,
        system: str | None,
        limits: Limits,
    ) -> None:
        self.title = f"Asking {model.title}; nothing is kept, as no server is running."
        self._catalogue = catalogue
        self._provider = provider
        self._model = model
        self._limits = limits
        self._system = [Turn("system", system)] if system else []
        self._turns: list[Turn] = []
        self._pictures: dict[str, bytes] = {}
        self._conversation_id = new_id()
        self._tasks = Tasks()

    async def ask(
        self, question: str, pictures: Sequence[SentPicture] = ()
    ) -> AsyncGenerator[Update, None]:
        """Ask the model, with as much of the conversation as fits its context window."""
        seen = tuple([await seen_picture(each) for each in pictures])
        self._pictures |= {each.about.id: each.content for each in seen}
        self._turns.append(Turn("user", question, pictures=seen))
        said = ""
        try:
            while True:
                log = await open_log("memory:")
                job = await self._begin(log)
                try:
                    async with aclosing(self._updates(job, log)) as updates:
                        async for update in updates:
                            yield update
                    return
                except ContextTooLong:
                    if job.so_far.whole_text() or len(self._turns) == 1:
                        raise
                    del self._turns[:2]  # the oldest question and its answer
                finally:
                    said = job.so_far.whole_text()
        finally:
            if said:
                self._turns.append(Turn("assistant", said))
            else:
                self._turns.pop()

    async def _begin(self, log: EventLog) -> Job:
        """Return the job of a new answer, the only one in ``log``."""
        answer = Answer(
            id=new_id(),
            conversation_id=self._conversation_id,
            parent_id=new_id(),
            model=self._model.id,
            created_at=utc_now(),
        )
        writer = await log.create(answer.started_event())
        times = Times(time.monotonic())
        return Job(LOCAL_OWNER, answer, writer, times, self._provider, self._model)

    async def _updates(self, job: Job, log: EventLog) -> AsyncGenerator[Update, None]:
        """Generate the answer of ``job``, and follow it to its end; leaving closes the call."""
        reader = await log.follow(Permit(job.answer.id), None)
        pull = self._tasks.start(self._generate(job), name="pull", awaited=True)
        try:
            while not reader.done:
                batch = await reader.next(HEARTBEAT_S)
                for frame in batch.frames:
                    yield decode(frame)[1]
                if batch.tells_phase and batch.phase is not None:
                    yield Heartbeat(*batch.phase)
            await pull
        finally:
            await self._tasks.cancel()
            reader.close()

    async def _generate(self, job: Job) -> None:
        """Generate the answer and append its end. Raises the error by which it failed."""
        turns, error = [*self._system, *self._turns], None
        try:
            await generate(
                job,
                self._provider,
                self._model,
                turns,
                self._limits,
                clock=time.monotonic,
                read_picture=self._read_picture,
            )
        except YeoulError as failure:
            error = failure
            raise
        finally:
            await cancel_upstream(job)
            await forget_upstream(job)
            await job.writer.end(job.end_event(error, time.monotonic()))

    async def _read_picture(self, attachment_id: str) -> bytes:
        return self._pictures[attachment_id]

    async def stop(self) -> None:
        """Do nothing: leaving the generator has closed the call."""

    async def aclose(self) -> None:
        """Free the model."""
        await self._catalogue.aclose()
