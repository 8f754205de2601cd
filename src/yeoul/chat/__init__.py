"""The core that every door asks: `Chat`, with the values that it takes and returns. Knows no HTTP.

Doors import these names from here, so that they need to know neither store nor log nor providers.
"""

from __future__ import annotations

from yeoul.bus.base import Change, Listener, What
from yeoul.chat.asking import Asking, BeforeAsk, Way
from yeoul.chat.assistants import Assistants, Listed
from yeoul.chat.attachments import Attachments
from yeoul.chat.branches import read_branch, read_prompt, read_turns
from yeoul.chat.chat import Chat
from yeoul.chat.decisions import Decisions
from yeoul.chat.ends import OnEnd, Teller
from yeoul.chat.shares import Shares
from yeoul.chat.shipped_assistants import Language
from yeoul.eventlog.base import Reader
from yeoul.generation.shown_prompt import ShownPrompt
from yeoul.protocol.turns import Call, Turn
from yeoul.providers.base import Model, PromptToken
from yeoul.store.base import (
    LEAF,
    PAGE_CURSOR_PATTERN,
    Ask,
    ConversationChanges,
    ConversationPage,
    Exchange,
    IdempotencyKey,
    Ids,
    Imported,
    ImportedConversation,
    ImportedMessage,
    Match,
    Regenerate,
)
from yeoul.store.ends import Ended
from yeoul.store.shares import Share, Shared, SharedPicture, ShareWish

__all__ = [
    "LEAF",
    "PAGE_CURSOR_PATTERN",
    "Ask",
    "Asking",
    "Assistants",
    "Attachments",
    "BeforeAsk",
    "Call",
    "Change",
    "Chat",
    "ConversationChanges",
    "ConversationPage",
    "Decisions",
    "Ended",
    "Exchange",
    "IdempotencyKey",
    "Ids",
    "Imported",
    "ImportedConversation",
    "ImportedMessage",
    "Language",
    "Listed",
    "Listener",
    "Match",
    "Model",
    "OnEnd",
    "PromptToken",
    "Reader",
    "Regenerate",
    "Share",
    "ShareWish",
    "Shared",
    "SharedPicture",
    "Shares",
    "ShownPrompt",
    "Teller",
    "Turn",
    "Way",
    "What",
    "read_branch",
    "read_prompt",
    "read_turns",
]
