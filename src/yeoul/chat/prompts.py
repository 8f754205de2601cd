"""What a model was given to read for an answer, for the owner of that."""

from __future__ import annotations

from yeoul.chat.branches import read_branch
from yeoul.chat.chat import Chat
from yeoul.generation.shown_prompt import ShownPrompt, show_prompt
from yeoul.protocol.conversation import Answer


async def read_prompt(chat: Chat, owner: str, answer_id: str) -> ShownPrompt:
    """Return the prompt of an answer, which may still wait or grow.

    Raises:
        NotFound, ConversationDeleted
        PromptUnknown: the engine of its model does not tell it, or it may not be shown.
        YeoulError: the model cannot be loaded, for example.
    """
    *thread, answer = await read_branch(chat, owner, answer_id)
    assert isinstance(answer, Answer)
    provider, model = chat.model_facts.of_answer(answer)
    return await show_prompt(answer, thread, provider, model)
