"""Asks what a program has brought with its request, for all doors of programs alike.

A door adds how its requests are read, and how its replies are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Header, Request

from yeoul.api.answer_facts import Head
from yeoul.api.brought_pictures import ids_in, keep_pictures
from yeoul.api.calls import Wanted, json_of
from yeoul.api.dependencies import Dependencies
from yeoul.api.fields import PRINTABLE
from yeoul.api.identity import caller_of
from yeoul.api.written_stream import Leave
from yeoul.caller import Caller
from yeoul.chat import Ask, Call, Exchange, IdempotencyKey, Reader
from yeoul.errors import NotFound
from yeoul.protocol.conversation import Answer
from yeoul.protocol.turns import Kept, Turn

#: Header with the id of the answer: whoever wants more follows that answer natively.
ANSWER_HEADER: Final = "x-yeoul-answer"

#: Levels of what stands around a part of a request where it is written again.
_ROOM = 16

#: Header by which a client names its request, so that it is asked once however often it comes.
GivenKey = Annotated[str | None, Header(min_length=1, max_length=255, pattern=PRINTABLE)]
#: Header in which the official clients number the tries of a request.
RetryCount = Annotated[str | None, Header(alias="x-stainless-retry-count", include_in_schema=False)]


class Keeping(NamedTuple):
    """Where a call is kept, and what its door keeps with it."""

    kept: Kept = "briefly"
    told: Mapping[str, Any] = {}
    #: The conversation that it goes on in, and behind which of its answers.
    conversation_id: str | None = None
    parent_id: str | None = None


class OpenedCall(NamedTuple):
    """A call that runs, or has ended, and a reader of its answer."""

    exchange: Exchange
    head: Head
    reader: Reader
    #: To be called once the reader has left.
    leave: Leave

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every reply."""
        return {ANSWER_HEADER: self.exchange.answer.id}


async def open_call(
    request: Request,
    deps: Dependencies,
    wanted: Wanted,
    *,
    key: str | None = None,
    retry_count: str | None = None,
    outlives_readers: bool = False,
) -> OpenedCall:
    """Ask what a request wants, or join the answer of an earlier try of it.

    ``outlives_readers`` is for formats with another way to end an answer than to leave it.

    Raises as `ask_call` and `Chat.follow_exchange`.
    """
    caller, chat = caller_of(request), deps.chat
    chat.check_room(caller)
    exchange = await ask_call(
        request,
        deps,
        wanted,
        key=key,
        retry_count=retry_count,
        outlives_readers=outlives_readers,
        keeping=Keeping(),
    )
    return await open_exchange(request, deps, exchange, wanted)


async def open_exchange(
    request: Request, deps: Dependencies, exchange: Exchange, wanted: Wanted
) -> OpenedCall:
    """Join the answer that `ask_call` has returned. Raises as `Chat.follow_exchange`."""
    caller, chat = caller_of(request), deps.chat
    leave = chat.calls.join_answer(caller.owner, exchange.answer)
    try:
        reader = await chat.follow_exchange(caller, exchange)
    except BaseException:
        leave(False)
        raise
    head = head_of(exchange, wanted.turns)._replace(logprobs=wanted.logprobs)
    return OpenedCall(exchange, head, reader, leave)


async def ask_call(
    request: Request,
    deps: Dependencies,
    wanted: Wanted,
    *,
    key: str | None,
    retry_count: str | None,
    outlives_readers: bool,
    keeping: Keeping,
) -> Exchange:
    """Ask what a request wants, as `open_call` does, without reading its answer.

    Raises as `Calls.ask` and `keep_pictures`, and `InvalidRequest` for what is nested too deeply to
    be written again.
    """
    for name, value in (*wanted.options.items(), ("request", keeping.told)):
        _check_depth(name, value)
    # With its address: the same bytes can mean something in two formats.
    said = request.scope["path"].encode() + b"\0" + await request.body()
    digest = hashlib.sha256(said).hexdigest()
    caller = caller_of(request)

    check = _check_of(deps, caller, wanted, keeping)

    async def ask() -> Exchange:
        turns = await keep_pictures(deps.attachments, caller.owner, wanted.turns, check)
        return await deps.chat.calls.ask(
            caller,
            _wish(wanted._replace(turns=turns), digest, keeping, outlives_readers=outlives_readers),
            IdempotencyKey(key, digest) if key else None,
            is_retry=(retry_count or "0") not in ("", "0"),
        )

    try:
        return await ask()
    except NotFound:
        if not any(turn.pictures for turn in wanted.turns):
            raise
    # A picture was found at the very end of its day, and has gone since: it is kept again.
    return await ask()


def _check_of(
    deps: Dependencies, caller: Caller, wanted: Wanted, keeping: Keeping
) -> Callable[[], Awaitable[None]]:
    """Return what refuses a call before its pictures are looked at."""
    begins = keeping.conversation_id is None
    return partial(deps.chat.check_may_ask, caller, wanted.model, begins=begins)


def _check_depth(name: str, value: Any) -> None:
    """Check that a part of a request can be written again, with more around it.

    JSON is read to a greater depth than it is written. Raises as `json_of`.
    """
    for _ in range(_ROOM):
        value = [value]
    json_of(value, name)


def head_of(exchange: Exchange, turns: tuple[Turn, ...]) -> Head:
    """Return the head of the answer to these turns."""
    return head_of_answer(exchange.answer, turns)


def head_of_answer(answer: Answer, turns: tuple[Turn, ...]) -> Head:
    """Return the head of an answer to these turns."""
    prompt_bytes = sum(turn.size_bytes() for turn in turns)
    return Head(answer.id, int(answer.created_at.timestamp()), answer.model, prompt_bytes // 3)


def _wish(wanted: Wanted, digest: str, keeping: Keeping, *, outlives_readers: bool) -> Ask:
    turns, system = wanted.turns, None
    if turns[0].role == "system":
        system, turns = turns[0].content, turns[1:]
    call = Call(turns, wanted.options, digest, outlives_readers, keeping.kept, keeping.told)
    return Ask(
        call.question,
        wanted.model,
        conversation_id=keeping.conversation_id,
        parent_id=keeping.parent_id,
        system=system,
        parameters=wanted.parameters,
        call=call,
        attachments=ids_in(turns),
        # Without any, a model tells nothing of the chosen ones either.
        candidates=0 if wanted.logprobs is None else max(1, wanted.logprobs),
    )
