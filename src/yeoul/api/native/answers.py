"""Routes that ask, read, stop and continue answers."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Request, Response

from yeoul.api.bodies import JsonRoute
from yeoul.api.fields import PRINTABLE, PathId
from yeoul.api.native import schemas
from yeoul.api.native.reading import Current, Reading
from yeoul.api.native.request_schemas import AskRequest
from yeoul.store.base import LEAF, Ask, Exchange, IdempotencyKey, Regenerate
from yeoul.transports.follow import CurrentFollow, wants_json

_STREAM: dict[str, Any] = {
    "description": "With `Accept: text/event-stream`: the answer's events at once.",
    "content": {
        "text/event-stream": {"itemSchema": {"$ref": "#/components/schemas/StreamedEvent"}}
    },
}
_ASKED: dict[str, Any] = {
    "description": "The question is stored, and its answer begins.",
    "headers": schemas.LOCATION,
}


router = APIRouter(prefix="/api/answers", tags=["answers"], route_class=JsonRoute)


@router.post(
    "",
    status_code=201,
    response_model=schemas.Asked,
    summary="Ask",
    responses={200: _STREAM, 201: _ASKED},
)
async def ask(
    request: Request,
    reading: Current,
    follow: CurrentFollow,
    body: AskRequest,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=PRINTABLE,
            description="New for every question; the same one with the same body asks once.",
        ),
    ] = None,
) -> Response:
    """Ask a new question, or regenerate the answer to one.

    With `Accept: text/event-stream` the reply is the answer's event stream itself.
    """
    owner = reading.owner(request)
    key = _key(body, idempotency_key)
    # First of all: a replay neither needs the model, nor a server that takes new questions.
    exchange = await reading.supervisor.replay(owner, key) if key else None
    if exchange is None:
        exchange = await reading.supervisor.ask(owner, await _wish(body, reading, owner), key)
    if not wants_json(request.headers.get("accept"), default=True):
        return follow.event_stream(await reading.reader(exchange))
    answer = await reading.now(owner, exchange.answer)
    return Response(
        _asked(exchange, reading.show(answer)).model_dump_json(),
        status_code=201,
        media_type="application/json",
        headers={"location": f"/api/answers/{answer.id}"},
    )


@router.get("/{answer_id}", response_model=schemas.Answer, summary="Read an answer")
async def read(request: Request, reading: Current, answer_id: PathId) -> schemas.Answer:
    """Read an answer as it is now: following from its `cursor` has no seam."""
    return reading.show(await reading.answer(reading.owner(request), answer_id))


@router.post("/{answer_id}/stop", response_model=schemas.Answer, summary="Stop an answer")
async def stop(request: Request, reading: Current, answer_id: PathId) -> schemas.Answer:
    """Stop an answer. Replies when its upstream call is closed and its text is stored.

    Idempotent: an answer that has ended stays as it is.
    """
    owner = reading.owner(request)
    await reading.supervisor.stop(owner, answer_id)
    return reading.show(await reading.answer(owner, answer_id))


@router.post(
    "/{answer_id}/continue",
    response_model=schemas.Answer,
    summary="Continue an answer",
)
async def resume(request: Request, reading: Current, answer_id: PathId) -> schemas.Answer:
    """Go on with an answer that was stopped, interrupted or cut at its length limit.

    While it is growing this changes nothing.
    """
    owner = reading.owner(request)
    await reading.supervisor.continue_answer(owner, answer_id)
    return reading.show(await reading.answer(owner, answer_id))


async def _wish(body: AskRequest, reading: Reading, owner: str) -> Ask | Regenerate:
    """Return what the store is to write, with the model of request, conversation or default."""
    model = body.model
    if model is None and body.conversation_id is not None:
        model = (await reading.store.conversation(owner, body.conversation_id)).model
    elif model is None and body.question_id is not None:
        model = (await reading.store.conversation_of(owner, body.question_id)).model
    _, found = await reading.supervisor.catalogue.find(model)
    if body.question_id is not None:
        return Regenerate(body.question_id, found.id, body.system, body.to_domain())
    return Ask(
        content=body.content or "",
        model=found.id,
        conversation_id=body.conversation_id,
        parent_id=body.parent_id if "parent_id" in body.model_fields_set else LEAF,
        system=body.system,
        parameters=body.to_domain(),
    )


def _key(body: AskRequest, key: str | None) -> IdempotencyKey | None:
    """Return the request's idempotency key, with a digest of its body.

    It is taken of the values that were read, so that ``1`` and ``1.0`` are one number; what is
    absent is not what is null.
    """
    if key is None:
        return None
    given = body.model_dump(exclude_unset=True)
    canonical = orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, hashlib.sha256(canonical).hexdigest())


def _asked(exchange: Exchange, answer: schemas.Answer) -> schemas.Asked:
    return schemas.Asked(
        conversation=schemas.ConversationSummary.of(exchange.conversation),
        question=schemas.Question.of(exchange.question),
        answer=answer,
    )
