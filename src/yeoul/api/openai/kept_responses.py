"""Responses as they are kept: where a new one goes, how one is found again, what is told of it.

A response is an answer, and its id that of the answer. What it repeats of its request is kept with
the call (`Call.told`).
"""

from __future__ import annotations

from typing import Any

from yeoul.api.answer_facts import Head
from yeoul.api.calls import Wanted
from yeoul.api.openai.response_object import (
    ResponseHead,
    ended_response,
    growing_response,
    items_of,
    output_of,
)
from yeoul.api.openai.response_request import ResponseCall
from yeoul.api.opened_call import Keeping, head_of_answer
from yeoul.chat import Chat, Turn, read_branch, read_turns
from yeoul.errors import AnswerInProgress, InvalidRequest, NotFound
from yeoul.protocol.attachments import Picture
from yeoul.protocol.conversation import Answer, Conversation, Message, Question
from yeoul.protocol.turns import Kept

RESPONSE, CONVERSATION = "resp_", "conv_"


def response_of(answer: Answer) -> ResponseHead:
    """Return what a response says of its request. One without has been asked in another way."""
    call, parameters = answer.call, answer.parameters
    head = head_of_answer(answer, call.turns if call else ())
    if call is not None and "head" in call.told:
        return ResponseHead(head, **call.told["head"])
    return ResponseHead(
        head,
        temperature=parameters.temperature,
        top_p=parameters.top_p,
        max_output_tokens=parameters.max_tokens,
    )


def response_to_json(answer: Answer) -> dict[str, Any]:
    """Return the object of a response as it is."""
    head, end = response_of(answer), answer.end_event()
    if end is None:
        return growing_response(head, answer.content, is_queued=answer.status == "queued")
    return ended_response(head, answer.content, end)


async def find_response(chat: Chat, owner: str, response_id: str) -> Answer:
    """Return the answer that is a response.

    Raises:
        NotFound: there is none, or it was not to be stored.
    """
    try:
        answer = await chat.answer(owner, _id_in(response_id, RESPONSE))
    except NotFound:
        raise _no_response() from None
    if answer.call is not None and answer.call.kept == "briefly":
        raise _no_response()
    return answer


async def find_conversation(chat: Chat, owner: str, conversation_id: str) -> Conversation:
    """Return a conversation that a person sees.

    Raises:
        NotFound, ConversationDeleted
    """
    conversation = await chat.conversation(owner, _id_in(conversation_id, CONVERSATION))
    if conversation.is_call:
        raise NotFound.conversation()
    return conversation


async def place(chat: Chat, owner: str, call: ResponseCall) -> tuple[Wanted, Keeping]:
    """Return what a request wants behind what it continues, and where that is kept.

    Raises:
        NotFound: what it continues is not there.
        AnswerInProgress: that still grows.
        InvalidRequest: it could not be kept there.
    """
    if call.previous_response_id is not None:
        return await _place_behind(chat, owner, call, call.previous_response_id)
    if call.conversation_id is not None:
        return await _place_in(chat, owner, call, call.conversation_id)
    kept: Kept = "listed" if call.is_kept_expressly else "month" if call.stored else "briefly"
    return call.wanted, Keeping(kept, told_of(call, ""))


async def _place_behind(
    chat: Chat, owner: str, call: ResponseCall, response_id: str
) -> tuple[Wanted, Keeping]:
    behind = await find_response(chat, owner, response_id)
    conversation = await chat.conversation(owner, behind.conversation_id)
    if not behind.settled:
        raise AnswerInProgress("Wait until the response before is complete, or cancel it.")
    carried = await _carried_by(chat, owner, behind)
    wanted, told = _continued(call, conversation, carried), told_of(call, carried)
    if call.stored:
        return wanted, Keeping("listed", told, conversation.id, behind.id)
    # It is not kept, so it cannot be in the conversation: it brings that along.
    own = 1 if wanted.turns[0].role == "system" else 0
    history = await read_turns(chat, owner, behind.id)
    brought = (*wanted.turns[:own], *history, *wanted.turns[own:])
    return wanted._replace(turns=brought), Keeping("briefly", told)


async def _place_in(
    chat: Chat, owner: str, call: ResponseCall, conversation_id: str
) -> tuple[Wanted, Keeping]:
    if not call.stored:
        raise InvalidRequest.of("store", "cannot be false in a conversation, which is kept")
    conversation = await find_conversation(chat, owner, conversation_id)
    leaf_id = conversation.leaf_id
    behind = None if leaf_id is None else await chat.answer(owner, leaf_id)
    carried = "" if behind is None else await _carried_by(chat, owner, behind)
    told = told_of(call, carried)
    return _continued(call, conversation, carried), Keeping(
        "listed", told, conversation.id, leaf_id
    )


async def _carried_by(chat: Chat, owner: str, behind: Answer) -> str:
    """Return what programs have said, as the system, that holds behind an answer."""
    calls = [behind.call]
    if behind.call is None:  # a person has asked last
        branch = await read_branch(chat, owner, behind.id)
        calls = [message.call for message in branch if isinstance(message, Answer)]
    told = [call.told.get("carried", "") for call in calls if call is not None]
    return told[-1] if told else ""


def told_of(call: ResponseCall, carried: str) -> dict[str, Any]:
    """Return what is kept of a request, to be told again."""
    head = call.head(Head("", 0, ""))._asdict()
    del head["head"]
    if call.wanted.logprobs is None:
        del head["top_logprobs"]  # a server of the version before does not know it
    return {"head": head, "system": call.system, "carried": _joined(carried, call.system)}


def _continued(call: ResponseCall, conversation: Conversation, carried: str) -> Wanted:
    """Return what a request wants, with the system prompt that holds where it goes on."""
    system = _joined(call.request.instructions or conversation.system, carried, call.system)
    said = tuple(turn for turn in call.wanted.turns if turn.role != "system")
    return call.wanted._replace(turns=(*_system(system), *said))


def _joined(*texts: str | None) -> str:
    return "\n\n".join(filter(None, texts))


def _system(text: str) -> tuple[Turn, ...]:
    return (Turn("system", text),) if text else ()


def items_of_input(answer: Answer, question: Message | None) -> list[dict[str, Any]]:
    """Return the items that came with the request for an answer."""
    if answer.call is not None:
        own = _system(answer.call.told.get("system", ""))
        return items_of(answer.id, (*own, *answer.call.turns))
    if not isinstance(question, Question):
        return []
    pictures = tuple(map(Picture, question.attachments))
    return items_of(answer.id, (Turn("user", question.text, pictures=pictures),))


def items_of_branch(branch: list[Message]) -> list[dict[str, Any]]:
    """Return all items of a branch that ends with an answer, oldest first."""
    items, question = list[dict[str, Any]](), None
    for message in branch:
        if not isinstance(message, Answer):
            question = message
            continue
        status = response_to_json(message)["status"]
        shown = status if status in ("completed", "in_progress") else "incomplete"
        items += items_of_input(message, question)
        items += output_of(response_of(message), message.content, shown)
    return items


def _id_in(given: str, prefix: str) -> str:
    """Return the id behind a prefix; one that leads nowhere if there is none."""
    return given.removeprefix(prefix) if given.startswith(prefix) else ""


def _no_response() -> NotFound:
    return NotFound("There is no such response. One is kept for a month, unless store is false.")
