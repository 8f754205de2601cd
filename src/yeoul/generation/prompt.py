"""The prompt of an answer and the answer's limits: turns, context window, allowance, size.

A prompt has a form that models accept: the roles alternate, no turn is empty, and no thinking of
earlier answers is in it. When the context window is too small for all of it, the oldest turns are
left out, never the system prompt, never the question. The provider counts tokens, and only where
the bytes alone could be too many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

import orjson

from yeoul.errors import ContextTooLong, NotContinuable
from yeoul.generation.job import Job
from yeoul.generation.pictures import ReadPicture, as_seen_by, with_pictures, within_bytes
from yeoul.protocol.attachments import Picture
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer, Message
from yeoul.protocol.turns import Call
from yeoul.providers.base import Model, Prompt, Provider, Turn
from yeoul.providers.thinking_tags import without_thinking

#: Tokens that a chat template adds around each turn, generously.
TOKENS_PER_TURN = 8
#: Tokens that the context window must leave for an answer.
MIN_ANSWER_TOKENS = 64
#: Seconds that a Continue waits for the count of tokens before it goes on without.
CHECK_S = 5.0
#: Bytes of the longest character: with fewer left, an answer is full.
_CHARACTER_BYTES = 4


class FittedPrompt(NamedTuple):
    """A prompt that fits its model's context window."""

    prompt: Prompt
    #: Oldest turns that were left out.
    omitted: int
    size_bytes: int


async def build_prompt(
    job: Job, provider: Provider, model: Model, turns: list[Turn], read_picture: ReadPicture
) -> Prompt:
    """Return the prompt of ``job``, cut to the model's context window, with its pictures.

    Raises:
        ContextTooLong: the question alone does not fit.
        ImagesNotTaken: the question has pictures, and the model sees none.
        NotContinuable: the kept text leaves no room to go on.
    """
    call, kept = job.answer.call, job.so_far.whole_text()
    if (kept or (call and call.prefill)) and is_full(job.so_far.bytes_left):
        raise answer_full()
    job.used_tokens = await _used_tokens(job, provider)
    fitted = await fit_prompt(
        job.answer, provider, model, turns, kept=kept, used_tokens=job.used_tokens
    )
    job.omitted_messages, job.prompt_bytes = fitted.omitted, fitted.size_bytes
    # Only now: those that the model is not given are not read, either.
    shown = await with_pictures(fitted.prompt.turns, read_picture)
    return replace(fitted.prompt, turns=shown, owner=job.owner, temporary=job.temporary)


async def fit_prompt(
    answer: Answer,
    provider: Provider,
    model: Model,
    turns: list[Turn],
    *,
    kept: str,
    used_tokens: int = 0,
) -> FittedPrompt:
    """Return the prompt of an answer that goes on behind the text ``kept``.

    Raises:
        ContextTooLong: the question alone does not fit.
        ImagesNotTaken: the question has pictures, and the model sees none.
        NotContinuable: the kept text leaves no room to go on.
    """
    call, parameters = answer.call, answer.parameters
    prefix = (call.prefill if call else "") + kept
    max_tokens = parameters.max_tokens or provider.default_max_tokens
    if max_tokens is not None:
        # Continuing behind a length limit asks for more: it gets the whole allowance again.
        max_tokens -= used_tokens % max_tokens
    if max_tokens != parameters.max_tokens:
        parameters = replace(parameters, max_tokens=max_tokens)
    offered = _written_tools(call)
    turns = within_bytes(as_seen_by(model, turns))
    fitted = await _fitting_turns(provider, model, turns, max_tokens, prefix, offered)
    if call is not None and len(fitted) < len(turns):
        # The history is the program's: it decides what may be left out.
        raise ContextTooLong("The messages are longer than the model can read. Leave some out.")
    prompt = Prompt(
        model=model.id,
        turns=tuple(alternate(fitted)),
        parameters=parameters,
        prefix=prefix,
        conversation_id=answer.conversation_id,
        metadata=answer.metadata,
        options=call.options if call else {},
        candidates=answer.candidates,
    )
    size_bytes = size_of(fitted) + len((prefix + offered).encode())
    return FittedPrompt(prompt, len(turns) - len(fitted), size_bytes)


# -- turns ---------------------------------------------------------------------------------------


def turns_for(answer: Answer, thread: Sequence[Message]) -> list[Turn]:
    """Return the turns of the branch that an answer's question ends, and what a product adds.

    Its context stands right before the question: where there is no room, the conversation's older
    messages are left out first. Behind a program's question there may be calls of tools, which
    belong together.
    """
    call, system = answer.call, answer.instructions
    if call is None:
        turns = without_open_calls(turns_of(thread, system))
    else:
        brought = call.turns[:-1] if call.prefill else call.turns
        turns = [*turns_of(thread[:-1], system), *brought]
    added = answer.terms.context if answer.terms is not None else ()
    place = max((at for at, turn in enumerate(turns) if turn.role == "user"), default=len(turns))
    return [*turns[:place], *(Turn(role, text) for role, text in added), *turns[place:]]


def turns_of(thread: Sequence[Message], system: str | None) -> list[Turn]:
    """Return the turns of a branch, which ends with a question or with an answer.

    In the place of a program's question stands all that it has brought. Answers that never got a
    text are left out; so two questions may follow one another.
    """
    turns = [Turn("system", system)] if system and system.strip() else []
    for message in thread:
        if not isinstance(message, Answer):
            shown = tuple(map(Picture, message.attachments))
            turns.append(Turn("user", message.text, pictures=shown))
            continue
        text, calls = without_thinking(message.text), message.content.tool_calls
        if (call := message.call) is not None:
            turns[-1:] = call.turns[:-1] if call.prefill else call.turns
            text = call.prefill + text
        if text.strip() or calls:
            turns.append(Turn("assistant", text, calls))
    return turns


def without_open_calls(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns without calls of tools whose results nobody has brought.

    A person cannot bring them, and asks on; services refuse calls without results.
    """
    closed: list[Turn] = []
    is_open = False
    for at, turn in enumerate(turns):
        if turn.tool_calls:
            results = takewhile(lambda later: later.role == "tool", turns[at + 1 :])
            is_open = sum(1 for _ in results) < len(turn.tool_calls)
            turn = turn._replace(tool_calls=()) if is_open else turn
        elif turn.role != "tool":
            is_open = False
        if not (is_open and (turn.role == "tool" or not turn.content.strip())):
            closed.append(turn)
    return closed


def size_of(turns: Sequence[Turn]) -> int:
    """Return the bytes of UTF-8 that the turns have."""
    return sum(turn.size_bytes() for turn in turns)


def alternate(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns with neighbours of one role joined, but those about tools.

    A question whose answer never came is thus read together with the next one: many models refuse
    two questions in a row.
    """
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].role == turn.role and turn.is_text and joined[-1].is_text:
            joined[-1] = _both(joined[-1], turn)
        else:
            joined.append(turn)
    return joined


def _both(turn: Turn, other: Turn) -> Turn:
    """Return two turns as one."""
    pictures = (*turn.pictures, *other.pictures)
    said = [turn.content, other.content]
    # A question of pictures alone has no words to be set apart.
    words = "\n\n".join(filter(None, said) if pictures else said)
    return Turn(turn.role, words, pictures=pictures)


# -- the context window --------------------------------------------------------------------------


def fit(turns: Sequence[Turn], costs: Sequence[int], budget: int) -> list[Turn]:
    """Return the newest turns, the system prompt included, that cost at most ``budget`` tokens.

    The result never begins with an answer. ``costs`` are the tokens of each turn.

    Raises:
        ContextTooLong: the system prompt and the question alone cost more.
    """
    kept_head = 1 if turns[0].role == "system" else 0
    left = budget - sum(costs[:kept_head])
    start = len(turns)
    while start > kept_head and costs[start - 1] <= left:
        start -= 1
        left -= costs[start]
    if start == len(turns):
        raise ContextTooLong(
            f"The question is longer than the model can read ({budget} tokens). Shorten it, or"
            " choose a model with a larger context."
        )
    while turns[start].role == "assistant":
        start += 1
    return [*turns[:kept_head], *turns[start:]]


async def count_tokens(provider: Provider, texts: Sequence[str]) -> int:
    """Return the tokens of a prompt that has a turn of each text, as exactly as is known."""
    return await provider.count_tokens("\n".join(texts)) + TOKENS_PER_TURN * len(texts)


async def check_window(answer: Answer, provider: Provider, model: Model, turns: list[Turn]) -> None:
    """Check that a settled answer can go on behind its text; passes if checking takes too long.

    Raises:
        NotContinuable: its text fills the context window.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(CHECK_S):
            await _fitting_turns(provider, model, turns, None, answer.text)


async def _fitting_turns(
    provider: Provider,
    model: Model,
    turns: list[Turn],
    max_tokens: int | None,
    prefix: str,
    offered: str = "",
) -> list[Turn]:
    """Return the turns that fit beside the ``offered`` tools, leaving out the oldest.

    Raises:
        ContextTooLong: the question alone does not fit.
        NotContinuable: ``prefix`` leaves no room to go on.
    """
    window = model.context_length
    if window is None:
        return turns
    budget = window - min(max_tokens or MIN_ANSWER_TOKENS, window // 2)
    upper_bound = sum(turn.size_bytes() + _tokens_beside(turn) for turn in turns)
    if upper_bound + len((prefix + offered).encode()) <= budget:
        return turns
    if offered:
        taken = await provider.count_tokens(offered)
        budget, window = budget - taken, window - taken
    costs = [await provider.count_tokens(_words_of(turn)) + _tokens_beside(turn) for turn in turns]
    if not prefix:
        return fit(turns, costs, budget)
    taken = await provider.count_tokens(prefix)
    # A text goes on up to the very end of the window rather than not at all.
    for left in (budget, window - min(MIN_ANSWER_TOKENS, window // 2)):
        with suppress(ContextTooLong):
            return fit(turns, costs, left - taken)
    raise window_full()


def _written_tools(call: Call | None) -> str:
    """Return the tools that a program offers, about as a model reads them; "" for none."""
    tools = call.options.get("tools") if call else None
    return orjson.dumps(tools).decode() if tools else ""


def _tokens_beside(turn: Turn) -> int:
    """Return about how many tokens a turn has beside its words."""
    return TOKENS_PER_TURN + sum(picture.about.tokens for picture in turn.pictures)


def _words_of(turn: Turn) -> str:
    """Return all that a model reads of a turn."""
    calls = (part for call in turn.tool_calls for part in (call.name, call.arguments) if part)
    return "".join((turn.content, *calls))


async def _used_tokens(job: Job, provider: Provider) -> int:
    """Return the tokens of earlier epochs, estimated where they were not counted.

    Text that a crash left behind is estimated.
    """
    counted = job.earlier_usage.completion_tokens if job.earlier_usage is not None else 0
    said = job.uncounted(job.so_far.whole())
    return counted + (await provider.count_tokens(said) if said else 0)


# -- the largest size of an answer ---------------------------------------------------------------


def bytes_left(content: Content, max_bytes: int) -> int:
    """Return the bytes by which an answer with this content may still grow, at least 0."""
    return max(0, max_bytes - content.size_bytes())


def is_full(left: int) -> bool:
    """Return whether an answer that may grow by ``left`` bytes counts as full."""
    return left < _CHARACTER_BYTES


def answer_full() -> NotContinuable:
    """Return the error of a Continue of an answer of the largest size."""
    return NotContinuable(
        "The answer is as large as this server lets one become (--max-answer-bytes), so it cannot"
        " go on. Ask for the rest in a new question."
    )


def window_full() -> NotContinuable:
    """Return the error of a Continue of an answer that fills the context window."""
    return NotContinuable(
        "The answer is as long as the model can hold, so it cannot go on. Ask a new question, or"
        " choose a model with a larger context."
    )
