"""The seam where tokens come from: a provider's input, its output and its guarantees.

A provider knows how to reach models. It does not queue, retry, time out, count or store: generation
does that, in the same way for all providers. Two methods must be written, `Provider.models` and
`Provider.generate`; everything else has a default.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Literal, NamedTuple

from yeoul.errors import PromptUnknown
from yeoul.protocol.content import Token, ToolCall
from yeoul.protocol.content import as_logprob as as_logprob
from yeoul.protocol.content import as_text as as_text
from yeoul.protocol.content import as_tokens as as_tokens
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Phase, Usage
from yeoul.protocol.turns import Turn as Turn

#: The largest count that every language represents exactly.
MAX_COUNT = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that a provider offers. ``id`` is unique within its provider."""

    id: str
    provider: str
    title: str
    #: Tokens of prompt and answer together; None where the provider does not say.
    context_length: int | None = None
    #: The languages that it speaks well enough to be asked in (BCP 47, ``en``, ``ko``); None where
    #: nobody says.
    languages: tuple[str, ...] | None = None
    #: The bytes of its file; None for a model that is not here.
    size_bytes: int | None = None
    #: A sentence for the person who chooses, in English.
    note: str | None = None
    #: Whether it sees images; None where the provider does not say.
    images: bool | None = None
    #: Whether it thinks before it answers; None where the provider does not say.
    thinks: bool | None = None
    #: Whether it goes on behind a text: an answer that broke off, or one that begins with a prefix.
    #: The catalogue sets it where `Provider.can_continue`.
    continues: bool = False
    #: Whether tools can be offered to it. The catalogue sets it where `Provider.takes` has them.
    tools: bool = False
    #: Whether it tells the tokens that it might have chosen instead; None where it has not
    #: shown that yet.
    candidates: bool | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt for a model: turns, oldest first.

    The last one is the user's question, or, of a program's call, the result of a tool.
    """

    model: str
    turns: tuple[Turn, ...]
    parameters: Parameters = Parameters()
    #: Text that the answer already has. The provider continues right behind it and never repeats
    #: it. Always empty where `Provider.can_continue` is False.
    prefix: str = ""
    #: The question's owner and conversation; None where it has none.
    owner: str | None = None
    conversation_id: str | None = None
    #: The id of an answer that the provider has begun before (`Accepted`). Nothing is asked then,
    #: and ``turns`` and ``prefix`` are empty: the provider yields that answer from its beginning.
    #: Always None where `Provider.can_rejoin` is False.
    upstream_id: str | None = None
    #: Whether the conversation is temporary: where there is a choice, nothing of it is stored.
    temporary: bool = False
    #: What the product around Yeoul has attached to the question, by name (`Ask.metadata`).
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: How many candidates of each token are asked for, 0 to 20. A model that cannot tell them
    #: answers without.
    candidates: int = 0
    #: What a program wishes beyond the parameters, by name, in the form of Chat Completions. Of
    #: those that would change the answer there are only ones that `Provider.takes` names.
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


class PromptToken(NamedTuple):
    """One token of a prompt as its model gets it."""

    id: int
    #: The UTF-8 that it stands for: of some scripts less than a character.
    piece: bytes


#: Options without which an answer would be a wrong one. A provider may ignore all others.
DECISIVE = frozenset({"stop", "response_format", "tools"})


class Text(NamedTuple):
    """More of the answer. Never empty, never half a code point, no lone surrogates, no NUL."""

    text: str


class Thought(NamedTuple):
    """More of the model's thinking. Valid text as in `Text`."""

    text: str


class Tokens(NamedTuple):
    """The tokens of the text that this call has yielded, behind those told before.

    Only where `Prompt.candidates` asks for them. Their texts, put together, are exactly that text,
    which has come before them; a text without a known token is one whose list is empty. Behind
    `Moved` they are those of the text that comes behind it.
    """

    tokens: tuple[Token, ...]
    #: Units of UTF-16 of text before them of which nothing is told.
    skipped: int = 0


class Progress(NamedTuple):
    """The provider's phase while it yields no text."""

    phase: Phase


class Accepted(NamedTuple):
    """The answer is kept upstream under this id, and grows there even if this server dies.

    Comes before any text, and only where `Provider.can_rejoin` is True.
    """

    #: At most 255 characters.
    upstream_id: str


class Moved(NamedTuple):
    """All text of this call so far turns out to have been thinking, or the other way round."""

    to: Literal["thinking", "text"]


class Finish(NamedTuple):
    """The model is done. ``usage`` counts this call only; None if the provider does not count."""

    reason: Literal["stop", "length", "repetition", "content_filter", "tool_calls"]
    usage: Usage | None
    #: A sentence on the reply that came instead of text and thinking, if there was one.
    instead: str | None = None


Piece = Text | Thought | Tokens | ToolCall | Progress | Accepted | Moved | Finish


def as_count(foreign: object) -> int | None:
    """Return a foreign number of tokens; None if it cannot be one."""
    if isinstance(foreign, int) and not isinstance(foreign, bool) and 0 <= foreign <= MAX_COUNT:
        return foreign
    return None


def as_usage(prompt_tokens: object, completion_tokens: object) -> Usage | None:
    """Return two foreign numbers as a usage; None if the answer's tokens were not counted."""
    completion = as_count(completion_tokens)
    return None if completion is None else Usage(as_count(prompt_tokens) or 0, completion)


class Flow(Enum):
    """A consumer's reply to each batch or chunk that it is handed."""

    #: The next one may come at once.
    MORE = auto()
    #: Nothing more until the consumer is asked again.
    WAIT = auto()


class Sink(ABC):
    """Accepts generated pieces the moment they arrive."""

    @abstractmethod
    def accept(self, batch: list[Piece]) -> Flow:
        """Keep one batch, as `Provider.generate` yields it.

        After `Flow.WAIT` the next batch comes only once `wants_more` has returned True. Called from
        callbacks of the event loop, so it must not block. An exception here ends the generation.
        """

    @abstractmethod
    async def wants_more(self) -> bool:
        """Wait until the next batch can be accepted. Returns False when the sink is done.

        Raises:
            YeoulError: the accepted pieces cannot be kept.
        """


class Provider(ABC):
    """Reaches one source of models. Safe for concurrent use within one event loop.

    A subclass writes two methods, `models` and `generate`, and sets ``name``. The other attributes
    and methods have defaults; each says when to override it.
    """

    #: Short name, part of the wire contract: ``embedded``, ``openai``, ``scripted``. Required.
    name: str
    #: Answers that it generates at the same time; generation queues the others. Default: one.
    slots: int = 1
    #: Whether they are a service's own, so that several workers of a server share them. Default:
    #: each worker has as many.
    shares_slots: bool = False
    #: Whether it can continue an answer behind `Prompt.prefix`. Default: it cannot.
    can_continue: bool = False
    #: Whether answers that it has begun grow upstream without this server, so that the next process
    #: can read them there: by `Prompt.upstream_id`, and without `Moved`. Default: they do not.
    can_rejoin: bool = False
    #: What the ids of all its models begin with, and those of no other provider's: ``work/``.
    #: Default: nothing, so only its list tells which models it has.
    prefix: str = ""
    #: Whether its models belong to a service that may be away and may charge for each question.
    #: Default: they run here.
    remote: bool = False
    #: Which of `DECISIVE` options (`Prompt.options`) it goes by, as its `models` tell. Default:
    #: none, so a call with one is refused. With ``tools`` there may be ``tool_choice`` and
    #: ``parallel_tool_calls`` beside them, and the prompt may have calls and their results.
    takes: frozenset[str] = frozenset()
    #: Most tokens of an answer, where the question sets no limit. Default: None, which leaves the
    #: limit to the models.
    default_max_tokens: int | None = None

    @property
    def continues_unasked(self) -> bool:
        """Whether an answer that a dead server left is continued without asking the person.

        By a remote provider only where a person has chosen that: nobody pays unasked.
        """
        return self.can_continue and not self.remote

    # -- must be written ---------------------------------------------------------------------------

    @abstractmethod
    async def models(self) -> Sequence[Model]:
        """Return the models on offer, the default one first.

        May ask over the network. A success may be cached, a failure never.

        Raises:
            YeoulError: a ``Provider…`` error or `ModelUnavailable`: the models cannot be listed.
        """

    @abstractmethod
    def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Generate one answer with exactly one upstream call, made when iteration begins.

        Yields non-empty batches: the pieces that arrived together, in order, at once. The last
        piece of the last batch is the one `Finish`. A stream that stops without it has failed, and
        raises instead of ending. Generation retries; a provider never does.

        The upstream call is closed when control returns to the caller, however the generator is
        left: exhausted, by ``aclose()``, cancelled, or by an exception. Behind `Accepted` the
        answer grows on upstream then, until `cancel`.

        Raises:
            YeoulError: a ``Provider…`` error, `ContextTooLong` or `ModelUnavailable`, each with a
                sentence for a person, without any part of a key or of a raw page. ``ask_again`` is
                True only where no model can have begun to answer: generation then asks once more,
                and the same answer must not be paid for twice.
        """

    # -- may be overridden -------------------------------------------------------------------------

    async def stream_into(self, prompt: Prompt, sink: Sink) -> None:
        """Generate one answer into ``sink``, until it has the `Finish` or wants no more.

        Guarantees and errors are those of `generate`. Override only if batches arrive in a callback
        of the event loop: handed over there, they do not each wake a task.
        """
        async with aclosing(self.generate(prompt)) as batches:
            async for batch in batches:
                if sink.accept(batch) is Flow.WAIT and not await sink.wants_more():
                    return

    async def cancel(self, upstream_id: str) -> None:  # noqa: B027  # most have nothing to do
        """End an answer that grows upstream, if it still does. Override with `can_rejoin`.

        Raises:
            YeoulError: the provider cannot say that it has ended.
        """

    async def forget(self, upstream_id: str) -> None:  # noqa: B027  # most have nothing to do
        """Delete the upstream copy of an answer that is stored here. Override with `can_rejoin`.

        Raises:
            YeoulError: it is not deleted.
        """

    async def count_tokens(self, text: str) -> int:
        """Return a rough count of the tokens of ``text``, never far too low.

        Override where the model's own count is known. The default is a third of the UTF-8 bytes.
        """
        return len(text.encode()) // 3 + 1

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        """Return what a model would get to read: with its template, and the special tokens in it.

        Their pieces, joined, are the whole of it, `Prompt.prefix` at the end. Nothing is generated.
        Override where the engine tells it; the default raises.

        Raises:
            PromptUnknown: the engine does not tell.
            YeoulError: as `generate`.
        """
        raise PromptUnknown(
            f"The service of {prompt.model} does not tell what it makes of a question. Ask a model"
            " that runs inside this server to see that."
        )

    @property
    def is_in_memory(self) -> bool:
        """Whether its models are in the memory of this process now. Override where they can be."""
        return False

    async def ready(self) -> None:  # noqa: B027  # most have nothing to do
        """Check that an answer could start now. Override where something can prevent it.

        Raises:
            YeoulError: `ModelUnavailable` while a model loads or after its load has failed;
                ``retryable`` says whether waiting helps.
        """

    async def start(self) -> None:  # noqa: B027  # most have nothing to do
        """Begin slow work, such as loading a model, in the background and return at once."""

    async def aclose(self) -> None:  # noqa: B027  # most have nothing to do
        """Close everything. Generations that still run end with an error. Idempotent."""
