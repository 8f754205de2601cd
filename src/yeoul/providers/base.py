"""The seam where tokens come from: what every provider takes, yields and guarantees.

A provider knows how to reach models; it does not queue, retry, time out, count or store. That is
generation's work, the same for all providers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal, NamedTuple

from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Phase, Usage

#: Every language that reads such a number reads the same one.
MAX_COUNT = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that a provider offers. ``id`` is unique within its provider."""

    id: str
    provider: str
    title: str
    #: Tokens of prompt and answer together; None where the provider does not say.
    context_length: int | None = None


class Turn(NamedTuple):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: the turns, oldest first; the last one is the user's question."""

    model: str
    turns: tuple[Turn, ...]
    parameters: Parameters = Parameters()
    #: Text the answer already has; the provider goes on right behind it, never repeating it.
    #: Only given to providers with `Provider.continues`.
    prefix: str = ""


class Text(NamedTuple):
    """More of the answer. Never empty, never half a code point, no lone surrogates, no NUL."""

    text: str


class Thought(NamedTuple):
    """More of the model's thinking. As `Text`."""

    text: str


class Progress(NamedTuple):
    """What the provider is doing while nothing comes out."""

    phase: Phase


class Moved(NamedTuple):
    """All text of this call so far turns out to have been thinking, or the other way round."""

    to: Literal["thinking", "text"]


class Finish(NamedTuple):
    """The model is done. ``usage`` counts this call only and is None where nobody counted."""

    reason: Literal["stop", "length", "content_filter", "tool_calls"]
    usage: Usage | None
    #: A sentence on what came where neither text nor thinking did; None: nothing worth telling.
    instead: str | None = None


Piece = Text | Thought | ToolCall | Progress | Moved | Finish


def as_text(said: str) -> str:
    """Return what somebody else says as text: U+FFFD for half a surrogate pair, and for NUL."""
    if said.isascii() and "\0" not in said:
        return said
    said = said.replace("\0", "\ufffd")
    try:
        said.encode()
    except UnicodeEncodeError:
        return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return said


def as_count(said: object) -> int | None:
    """Return a number of tokens that somebody else says; None if it cannot be one."""
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MAX_COUNT:
        return said
    return None


def as_usage(prompt_tokens: object, completion_tokens: object) -> Usage | None:
    """Return what somebody else counted; None if they did not count the answer."""
    completion = as_count(completion_tokens)
    return None if completion is None else Usage(as_count(prompt_tokens) or 0, completion)


class Sink(ABC):
    """Takes what is generated, the moment it is there."""

    @abstractmethod
    def take(self, batch: list[Piece]) -> bool:
        """Take a batch, as `Provider.generate` yields it; True: no more until `ready`.

        Does not wait, so that it can be called by the event loop itself. What it raises ends the
        generation.
        """

    @abstractmethod
    async def ready(self) -> bool:
        """Return when more can be taken; False: no more is wanted.

        Raises:
            YeoulError: what was taken cannot be kept.
        """


class Provider(ABC):
    """Reaches one source of models. Safe for concurrent use within one event loop."""

    #: Short name, part of the wire contract: ``embedded``, ``openai``, ``scripted``.
    name: str
    #: How many answers it generates at the same time; generation queues the others.
    slots: int = 1
    #: Whether it can go on behind `Prompt.prefix`.
    continues: bool = False
    #: Whether `models` asks a service.
    remote: bool = False
    #: Most tokens of an answer where nobody says how many; None leaves it to the service.
    default_max_tokens: int | None = None

    @property
    def goes_on_unasked(self) -> bool:
        """Whether an answer that a dead server left goes on without a word from the person.

        A service would be asked the same question twice, and be paid for it.
        """
        return self.continues and not self.remote

    @abstractmethod
    async def models(self) -> Sequence[Model]:
        """Return the models on offer, the default one first.

        May ask upstream; a success may be cached, a failure is not.

        Raises:
            YeoulError: a ``Provider…`` error or `ModelUnavailable`, if it cannot tell.
        """

    @abstractmethod
    def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Generate one answer with exactly one upstream call, made when iteration begins.

        Yields non-empty batches: the pieces that arrived together, in order, at once. The last
        piece of the last batch is the one `Finish`; a stream that stops without it has failed, and
        raises instead of ending. No retries in here.

        However the generator is left (exhausted, ``aclose()``, cancelled, an exception), the
        upstream call is closed when control returns to the caller.

        Raises:
            YeoulError: a ``Provider…`` error, `ContextTooLong` or `ModelUnavailable`, each with a
                sentence for a person; nothing of a key or a raw page in it. ``ask_again`` is True
                only where nobody can have begun to answer: generation then asks once more, which
                must not be paid for twice.
        """

    async def pour(self, prompt: Prompt, sink: Sink) -> None:
        """Generate one answer into ``sink``; guarantees and errors are those of `generate`.

        Worth to be written anew only where batches come in a callback of the event loop: they need
        no task to be woken for each then.
        """
        async with aclosing(self.generate(prompt)) as batches:
            async for batch in batches:
                if sink.take(batch) and not await sink.ready():
                    return

    async def count_tokens(self, text: str) -> int:
        """Return about how many tokens ``text`` is, never far too few.

        The default is for services that do not tell: a third of the UTF-8 bytes.
        """
        return len(text.encode()) // 3 + 1

    async def ready(self) -> None:  # noqa: B027  # most have nothing to do
        """Return when an answer could start now, else raise why not.

        Raises:
            YeoulError: `ModelUnavailable` while loading or after a failed load; retryable says
                whether waiting helps.
        """

    async def start(self) -> None:  # noqa: B027  # most have nothing to do
        """Begin what takes long (loading a model) in the background and return at once."""

    async def aclose(self) -> None:  # noqa: B027  # most have nothing to do
        """Close everything. Generations that still run end with an error."""
