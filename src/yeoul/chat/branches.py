"""The branch that an answer ends: as messages, as a model would read it, and as one has read it."""

from __future__ import annotations

from yeoul.chat.chat import Chat
from yeoul.generation.prompt import turns_of
from yeoul.generation.shown_prompt import ShownPrompt, show_prompt
from yeoul.protocol.conversation import Answer, Message
from yeoul.protocol.turns import Turn


async def read_branch(chat: Chat, owner: str, answer_id: str) -> list[Message]:
    """Return what was said up to an answer, and the answer itself, oldest first, as it is now.

    Raises:
        NotFound, ConversationDeleted
    """
    answer = await chat.answer(owner, answer_id)
    messages = await chat.messages(owner, answer.conversation_id)
    known = {message.id: message for message in messages}
    branch, place = list[Message](), known.get(answer_id)
    while place is not None:
        branch.append(place)
        place = known.get(place.parent_id) if place.parent_id else None
    return branch[::-1]


async def read_turns(chat: Chat, owner: str, answer_id: str) -> list[Turn]:
    """Return the turns up to an answer and its own, without a system prompt. Raises as above."""
    return turns_of(await read_branch(chat, owner, answer_id), None)


async def read_prompt(chat: Chat, owner: str, answer_id: str) -> ShownPrompt:
    """Return what the model of an answer was given to read; the answer may still wait or grow.

    Raises:
        NotFound, ConversationDeleted
        PromptUnknown: the engine of its model does not tell it, or it may not be shown.
        YeoulError: the model cannot be loaded, for example.
    """
    *thread, answer = await read_branch(chat, owner, answer_id)
    assert isinstance(answer, Answer)
    provider, model = chat.model_facts.of_answer(answer)
    return await show_prompt(answer, thread, provider, model)
