"""What a product decides about a question before it is asked: the terms of its answer.

`Asking` goes to the product and comes back changed, or the product refuses. What it decides is kept
with the answer, so that a restarted server, or a Continue, goes by the same terms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from yeoul.caller import Allowance, Caller, check_allowance, is_text
from yeoul.errors import NotContinuable
from yeoul.protocol.content import MAX_CANDIDATES
from yeoul.protocol.conversation import Answer, Parameters, Terms
from yeoul.providers.base import Turn
from yeoul.store.base import Ask, Ground, Regenerate

#: What a product may not change.
_GIVEN = (
    *("caller", "way", "text", "conversation_id", "answer_id", "temporary", "brought"),
    *("prefix", "attachments"),
)

#: Of all names and values that a product gives to one question.
MAX_METADATA_CHARS = 65_536

Way = Literal["ask", "regenerate", "continue"]

#: Decides; must return what it was given, changed where it likes.
BeforeAsk = Callable[["Asking"], "Awaitable[Asking] | Asking"]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is about to be asked, with all that its answer will be made from.

    A product changes the fields of the second half, by `dataclasses.replace`.
    """

    caller: Caller
    #: An edited question is a new one: ``ask``.
    way: Way
    #: The question; "" where an answer is continued.
    text: str
    #: None: the question begins a conversation.
    conversation_id: str | None
    #: The answer that is continued; None otherwise.
    answer_id: str | None
    temporary: bool
    #: All that a program has brought, in place of a conversation or behind it, the question and the
    #: answer's beginning among it; empty where a person asks.
    brought: Sequence[Turn]
    #: What the person has chosen, or the conversation says. None leaves it to the server's default.
    model: str | None
    #: The system prompt. One that a product writes here is shown to nobody, unless it ``reveals``.
    system: str | None
    parameters: Parameters
    #: What the owner may use. Default: what `Caller` says.
    allowance: Allowance
    #: Given to the provider in `Prompt`, and told with the end in `Ended`.
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: Messages right before the question, for the model alone: of ``user`` or ``assistant``.
    context: Sequence[Turn] = ()
    #: How many candidates of each token are asked for, 0 to 20.
    candidates: int = 0
    #: Whether readers may see the system prompt as if the person had written it.
    reveals: bool = False
    #: The text with which the person has the answer begin; most often nothing. Not to be changed.
    prefix: str = ""
    #: The ids of the question's pictures, in their order, those that a program has brought among
    #: them; empty where an answer is continued. Not to be changed.
    attachments: tuple[str, ...] = ()


def asking_of(caller: Caller, wish: Ask | Regenerate, ground: Ground) -> Asking:
    """Return a wish with all that it takes from its conversation."""
    conversation, question = ground.conversation, ground.question
    text = wish.content if isinstance(wish, Ask) else question.text if question else ""
    temporary = isinstance(wish, Ask) and wish.temporary
    system, model, parameters = wish.system, wish.model, wish.parameters
    if conversation is not None:
        temporary = conversation.temporary
        system = conversation.system if system is None else system
        model = model or conversation.model
        parameters = parameters.over(conversation.parameters)
    return Asking(
        caller=caller,
        way="ask" if isinstance(wish, Ask) else "regenerate",
        text=text,
        conversation_id=None if conversation is None else conversation.id,
        answer_id=None,
        temporary=temporary,
        brought=wish.call.turns if isinstance(wish, Ask) and wish.call else (),
        model=model,
        system=system,
        parameters=parameters,
        allowance=caller.allowance,
        metadata=wish.metadata,
        candidates=ground.candidates if wish.candidates is None else wish.candidates,
        prefix="" if isinstance(wish, Ask) else wish.prefix,
        attachments=_pictures_of(wish, ground),
    )


def _pictures_of(wish: Ask | Regenerate, ground: Ground) -> tuple[str, ...]:
    """Return the ids of the pictures of a new question, or of one that is answered again."""
    if isinstance(wish, Ask):
        return wish.attachments
    return tuple(each.id for each in ground.question.attachments) if ground.question else ()


def continuing(caller: Caller, answer: Answer, *, temporary: bool) -> Asking:
    """Return what goes on where an answer is continued."""
    return Asking(
        caller=caller,
        way="continue",
        text="",
        conversation_id=answer.conversation_id,
        answer_id=answer.id,
        temporary=temporary,
        brought=answer.call.turns if answer.call else (),
        model=answer.model,
        system=answer.instructions,
        parameters=answer.parameters,
        allowance=caller.allowance,
        metadata=answer.metadata,
        context=tuple(Turn(*each) for each in answer.terms.context) if answer.terms else (),
        candidates=answer.candidates,
        prefix=answer.prefix,
    )


def wished(wish: Ask | Regenerate, decided: Asking) -> Ask | Regenerate:
    """Return a wish on the terms that a product has decided."""
    context = tuple(
        (turn.role, turn.content) for turn in decided.context if turn.role in ("user", "assistant")
    )
    return replace(
        wish,
        model=decided.model,
        parameters=decided.parameters,
        system=decided.system if decided.reveals else wish.system,
        metadata=decided.metadata,
        candidates=decided.candidates,
        terms=Terms(decided.system, context, decided.allowance.growing),
    )


def check_decided(asked: Asking, decided: object) -> Asking:
    """Return what a product has returned, if it is what it may return.

    Raises:
        TypeError, ValueError: it is not; the sentence is for the product's developers.
    """
    if not isinstance(decided, Asking):
        raise TypeError("before_ask has to return the Asking it was given, changed by replace()")
    for name in _GIVEN:
        if getattr(decided, name) != getattr(asked, name):
            raise ValueError(f"before_ask may not change {name}")
    if decided.model is not None and not isinstance(decided.model, str):
        raise TypeError("the model that before_ask returns has to be a name, or None")
    if decided.system is not None and not is_text(decided.system):
        raise TypeError("the system prompt that before_ask returns has to be text, or None")
    _check_parameters(decided.parameters)
    check_allowance(decided.allowance)
    context: Sequence[object] = decided.context
    for turn in context:
        if not isinstance(turn, Turn) or turn.role not in ("user", "assistant"):
            raise ValueError("a message of the context is a Turn of 'user' or 'assistant'")
        if not is_text(turn.content):
            raise TypeError("a message of the context has to be text")
    _check_metadata(decided.metadata)
    if type(decided.candidates) is not int or not 0 <= decided.candidates <= MAX_CANDIDATES:
        raise ValueError(f"candidates are a number from 0 to {MAX_CANDIDATES}")
    return decided


def _check_parameters(parameters: object) -> None:
    if not isinstance(parameters, Parameters):
        raise TypeError("the parameters that before_ask returns have to be Parameters")
    kinds = {"max_tokens": int, "seed": int, "thinking": bool}
    for name, value in asdict(parameters).items():
        if value is not None and not isinstance(value, kinds.get(name, int | float)):
            raise TypeError(f"the parameter {name} that before_ask returns is of another type")


def _check_metadata(metadata: object) -> None:
    """Check what is stored with each answer, and read with each conversation."""
    if not isinstance(metadata, Mapping):
        raise TypeError("metadata have to be a mapping of text to text")
    texts = [text for pair in metadata.items() for text in pair]
    if not all(map(is_text, texts)):
        raise TypeError("metadata have to be text")
    if sum(map(len, texts)) > MAX_METADATA_CHARS:
        raise ValueError(f"metadata have at most {MAX_METADATA_CHARS:,} characters in all")


def check_goes_on(answer: Answer, asked: Asking, decided: Asking) -> None:
    """Check that an answer can go on, as what it was begun with is still what is decided.

    Its terms are kept. One from before there were any has none that a product has decided.

    Raises:
        NotContinuable
    """
    names = ["model"]
    if answer.terms is None:
        names += ["system", "parameters", "context"]
    if any(getattr(decided, name) != getattr(asked, name) for name in names):
        raise NotContinuable(
            "This answer was begun on other terms than those that hold now. Regenerate it instead."
        )
