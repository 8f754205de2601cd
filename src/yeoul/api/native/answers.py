"""Routes that ask, read, stop and continue answers."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Request, Response
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect

from yeoul.api.bodies import Handler, JsonRoute
from yeoul.api.dependencies import ChatDep, Deps, dependencies_of, owner_of
from yeoul.api.fields import PRINTABLE, PathId
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX, schemas
from yeoul.api.native.assistants import assistants_of, reader_language
from yeoul.api.native.follow import wants_json
from yeoul.api.native.request_schemas import AskRequest, ParametersBody
from yeoul.api.native.view import address_of, show_answer, show_exchange
from yeoul.api.openapi import COMPONENT
from yeoul.chat import LEAF, Ask, IdempotencyKey, Regenerate, read_prompt
from yeoul.transports.sse import LogSource, sse_response

_STREAM: dict[str, Any] = {
    "description": "With `Accept: text/event-stream`: the answer's events at once.",
    "content": {"text/event-stream": {"itemSchema": {"$ref": f"{COMPONENT}StreamedEvent"}}},
}
_ASKED: dict[str, Any] = {
    "description": "The question is stored, and its answer begins.",
    "headers": schemas.LOCATION,
}
_KeyHeader = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=PRINTABLE,
        description="New for every question; the same one with the same body asks once.",
    ),
]
_KEY: TypeAdapter[str | None] = TypeAdapter(_KeyHeader)


class _AskRoute(JsonRoute):
    """Reads a question as FastAPI would, for a third of the CPU.

    A request that it does not accept goes FastAPI's way, which says what is wrong.
    """

    def for_json(self, general: Handler) -> Handler:
        async def handle(request: Request) -> Response:
            try:
                body = AskRequest.model_validate(await request.json())
                key = _KEY.validate_python(request.headers.get("idempotency-key"))
            except (ValueError, ClientDisconnect):
                return await general(request)
            return await ask(request, dependencies_of(request), body, key)

        return handle


_PLACE: dict[str, Any] = {"prefix": f"{PREFIX}/answers", "tags": ["answers"]}

asking = APIRouter(**_PLACE, route_class=_AskRoute)
router = APIRouter(**_PLACE, route_class=JsonRoute)


@asking.post(
    "",
    status_code=201,
    response_model=schemas.Asked,
    summary="Ask",
    responses={200: _STREAM, 201: _ASKED},
)
async def ask(
    request: Request,
    deps: Deps,
    body: AskRequest,
    idempotency_key: _KeyHeader = None,
) -> Response:
    """Ask a new question, or regenerate the answer to one.

    With `Accept: text/event-stream` the reply is the answer's event stream itself.
    """
    chat, caller = deps.chat, caller_of(request)
    streams = not wants_json(request.headers.get("accept"), default=True)
    if streams:
        chat.check_room(caller)
    wish, key = _wish(body), _key(body, idempotency_key)
    if body.assistant_id is not None and isinstance(wish, Ask):
        wish = await assistants_of(deps).begin(
            caller.owner,
            wish,
            body.assistant_id,
            key,
            reader_language(request),
            # What is null was said, too: it takes back what the assistant brings.
            said=body.model_fields_set & ParametersBody.model_fields.keys(),
        )
    exchange = await chat.ask(caller, wish, key)
    if streams:
        reader = await chat.follow_exchange(caller, exchange)
        return sse_response(LogSource(reader), deps.pace)
    answer = await chat.refresh(caller.owner, exchange.answer)
    return Response(
        show_exchange(chat, exchange, answer).model_dump_json(),
        status_code=201,
        media_type="application/json",
        headers={"location": address_of(request, answer.id)},
    )


@router.get("/{answer_id}", response_model=schemas.Answer, summary="Read an answer")
async def read(request: Request, chat: ChatDep, answer_id: PathId) -> schemas.Answer:
    """Read an answer as it is now: following from its `cursor` misses and repeats nothing."""
    return show_answer(chat, await chat.answer(owner_of(request), answer_id))


@router.get(
    "/{answer_id}/candidates",
    response_model=schemas.AnswerCandidates,
    summary="Read an answer's candidates",
)
async def read_candidates(request: Request, chat: ChatDep, answer_id: PathId) -> Response:
    """Read what the model might have chosen, as far as the answer has grown.

    Empty where nobody asked for `candidates`, or its model gives none.
    """
    answer = await chat.answer(owner_of(request), answer_id)
    listed = {"candidates": [each._asdict() for each in answer.content.candidates]}
    return Response(orjson.dumps(listed), media_type="application/json")


@router.get(
    "/{answer_id}/prompt",
    response_model=schemas.ShownPrompt,
    summary="Read what the model was given",
)
async def read_shown_prompt(
    request: Request, chat: ChatDep, answer_id: PathId
) -> schemas.ShownPrompt:
    """Read the exact prompt of an answer: its template, its special tokens, and the question."""
    return schemas.ShownPrompt.of(await read_prompt(chat, owner_of(request), answer_id))


@router.post(
    "/{answer_id}/stop",
    response_model=schemas.Answer | schemas.StoppedEarly,
    summary="Stop an answer",
)
async def stop(
    request: Request, chat: ChatDep, answer_id: PathId
) -> schemas.Answer | schemas.StoppedEarly:
    """Stop an answer. Replies when its upstream call is closed and its text is stored.

    Idempotent: an answer that has ended stays as it is. For one that does not exist yet the reply
    has only `id` and `status`: a question that arrives with this id within 10 minutes is stopped.
    """
    answer = await chat.stop(owner_of(request), answer_id)
    if answer is None:
        return schemas.StoppedEarly(id=answer_id, status="stopped")
    return show_answer(chat, answer)


@router.post(
    "/{answer_id}/continue",
    response_model=schemas.Answer,
    summary="Continue an answer",
)
async def continue_answer(request: Request, chat: ChatDep, answer_id: PathId) -> schemas.Answer:
    """Continue an answer that was stopped, interrupted or cut at its length limit.

    Does nothing while it is growing.
    """
    return show_answer(chat, await chat.continue_answer(caller_of(request), answer_id))


def _wish(body: AskRequest) -> Ask | Regenerate:
    """Return the wish in a body."""
    ids = body.ids.to_domain() if body.ids else None
    if body.question_id is not None:
        return Regenerate(
            body.question_id,
            body.model,
            body.system,
            body.to_domain(),
            ids,
            candidates=body.candidates,
            prefix=body.prefix or "",
        )
    return Ask(
        content=body.content or "",
        model=body.model,
        conversation_id=body.conversation_id,
        parent_id=body.parent_id if "parent_id" in body.model_fields_set else LEAF,
        system=body.system,
        parameters=body.to_domain(),
        ids=ids,
        temporary=body.temporary,
        candidates=body.candidates or 0,
        attachments=tuple(body.attachments),
    )


def _key(body: AskRequest, key: str | None) -> IdempotencyKey | None:
    """Return the request's idempotency key, with a digest of its body.

    The digest covers the parsed values, so that ``1`` and ``1.0`` are the same number; an absent
    field differs from a null one.
    """
    if key is None:
        return None
    given = body.model_dump(exclude_unset=True)
    canonical = orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, hashlib.sha256(canonical).hexdigest())
