"""The values of a chat that are kept, and how their ids and titles are made.

The values are conversations, questions, answers and the parameters of generation: the store keeps
them, and the API shows them. A conversation's messages form a forest by ``parent_id``; children of
one parent are versions of each other. ``leaf_id`` names the end of the branch that is being read.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, TypeGuard, get_args

from yeoul.errors import ErrorInfo
from yeoul.protocol.attachments import Attachment
from yeoul.protocol.content import Content, QuestionContent
from yeoul.protocol.events import (
    Cursor,
    End,
    EndNotice,
    Reason,
    Started,
    Status,
    TerminalStatus,
    Timings,
    UnsettledStatus,
    Usage,
)
from yeoul.protocol.turns import Call

_UNSETTLED: tuple[Status, ...] = get_args(UnsettledStatus)

#: The form of every id: 32 lower-case hex digits.
ID_PATTERN = "^[0-9a-f]{32}$"
_ID = re.compile(ID_PATTERN)
#: How the ids begin that the server makes of the ids of a page. No client may choose one: whoever
#: guesses the page's could take what is made of them before the page does.
MADE_ID = "a15dc0de"

#: Characters of a title made from a question's first words.
TITLE_LENGTH = 60

#: The title of a conversation in which no person has said anything.
UNTITLED = "…"

#: Characters of a question from which its title is made.
_TITLE_SOURCE_LENGTH = 1_000

#: Marks at the beginning of a line: headings, quotes, lists, fences.
_LINE_MARKS = re.compile(
    r"^[ \t]*(?:(?:`{3,}|~{3,}).*$|(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+)", re.M
)
#: Marks around words, and the words. Powers (2**3) and names (__init__) do not count as marks.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"(?<![\w*])(\*{1,3}|~~)(?=\S)([^*~]+)(?<=\S)\1(?!\*)")
_CODE = re.compile(r"(`+)([^`]+)\1")


def is_terminal(status: Status) -> TypeGuard[TerminalStatus]:
    """Return whether an answer in this status has ended."""
    return status not in _UNSETTLED


def new_id() -> str:
    """Return an opaque id that cannot be guessed (128 random bits)."""
    return secrets.token_hex(16)


def utc_now() -> datetime:
    """Return the time, as everything that is kept is dated."""
    return datetime.now(UTC)


def is_id(text: str) -> bool:
    """Return whether ``text`` is an id that `new_id` could have made."""
    return _ID.fullmatch(text) is not None


def is_free_id(text: str) -> bool:
    """Return whether ``text`` is an id that a client may choose for something new."""
    return is_id(text) and not text.startswith(MADE_ID)


def title_from(content: str) -> str:
    """Return a conversation's title: the question's first words on one line, without Markdown."""
    line = _without_marks(content) or " ".join(content.split()) or UNTITLED
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line.rfind(" ", TITLE_LENGTH // 2, TITLE_LENGTH)
    return line[: cut if cut > 0 else TITLE_LENGTH - 1].rstrip() + "…"


def title_of(content: str, attachments: Sequence[Attachment]) -> str:
    """Return the title of a conversation that begins with this question.

    One of pictures alone has the name of the first one that has any.
    """
    if content.strip():
        return title_from(content)
    return " ".join(next((each.name for each in attachments if each.name), UNTITLED).split())[
        :TITLE_LENGTH
    ]


def _without_marks(content: str) -> str:
    text = _LINE_MARKS.sub("", content.strip()[:_TITLE_SOURCE_LENGTH])
    for marks, kept in ((_LINK, r"\1"), (_STRONG, r"\2"), (_CODE, r"\2")):
        text = marks.sub(kept, text)
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of generation; None leaves the choice to the provider."""

    temperature: float | None = None
    top_p: float | None = None
    #: Upper bound of generated tokens, over all epochs of the answer.
    max_tokens: int | None = None
    seed: int | None = None
    #: Whether a model that can think before it answers does so.
    thinking: bool | None = None

    def over(self, others: Parameters) -> Parameters:
        """Return these, and of ``others`` what is None here."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(others, **given)


@dataclass(frozen=True, slots=True)
class BegunWith:
    """The assistant that a conversation was begun with, as it was called then; it may be gone."""

    id: str
    name: str
    #: The model that it names, where the server did not have it: the default one answers.
    missing_model: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation without its messages."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    leaf_id: str | None
    system: str | None = None
    model: str | None = None
    parameters: Parameters = Parameters()
    #: Whether it is listed before those that are not.
    pinned: bool = False
    #: Whether it is only in this process's memory, and in no list.
    temporary: bool = False
    #: Whether it is the answer to a call, and so in no list.
    is_call: bool = False
    #: None: it was begun with no assistant.
    assistant: BegunWith | None = None
    #: When it was deleted; it can be restored for 30 days. None while it is not deleted.
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A user's message."""

    id: str
    conversation_id: str
    parent_id: str | None
    content: QuestionContent
    created_at: datetime
    #: Its pictures, in the order in which they are shown.
    attachments: tuple[Attachment, ...] = ()
    role: Literal["user"] = "user"

    @property
    def text(self) -> str:
        """The text of its content."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Terms:
    """What a product has decided for an answer, for the model and for nobody else.

    Its model and parameters are those of the answer itself.
    """

    #: The system prompt, in the place of the answer's own.
    system: str | None = None
    #: (role, text) of messages right before the question.
    context: tuple[tuple[Literal["user", "assistant"], str], ...] = ()
    #: Most answers of its owner that grow at the same time at one provider.
    growing: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The assistant's message, as the store has it.

    While it is ``queued`` or ``generating`` the event log has its content; afterwards ``content``,
    ``cursor`` (of the ``end`` event), ``sha256`` (of the text) and the figures are final.
    """

    id: str
    conversation_id: str
    parent_id: str  # the question
    model: str
    created_at: datetime
    status: Status = "queued"
    #: The number of its current run.
    epoch: int = 1
    content: Content = Content()
    cursor: Cursor | None = None
    reason: Reason | None = None
    error: ErrorInfo | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    sha256: str | None = None
    omitted_messages: int = 0
    notice: EndNotice | None = None
    system: str | None = None
    parameters: Parameters = field(default_factory=Parameters)
    #: How many candidates of each token were asked for.
    candidates: int = 0
    #: What the product around Yeoul has attached to the question, by name; for the provider alone.
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: What a product has decided; None where none was asked. Never part of a reply.
    terms: Terms | None = None
    #: What a program has brought with its question; None for a person's. Never part of a reply.
    call: Call | None = None
    #: The text with which it was to begin, and behind which its first epoch goes on; part of its
    #: text, but nothing that was generated.
    prefix: str = ""
    #: Whether a Stop was asked for; it holds even if the server dies before carrying it out.
    stop_requested: bool = False
    #: The number of times that a restarted server has gone on with this answer.
    recoveries: int = 0
    #: The id under which a service keeps this answer, so that it can be read there again.
    upstream_id: str | None = None
    role: Literal["assistant"] = "assistant"

    @property
    def text(self) -> str:
        """The text of its content."""
        return self.content.text

    @property
    def instructions(self) -> str | None:
        """The system prompt that the model is given."""
        return self.system if self.terms is None else self.terms.system

    @property
    def has_secrets(self) -> bool:
        """Whether the model is given what readers may not see."""
        terms = self.terms
        return terms is not None and (bool(terms.context) or terms.system != self.system)

    @property
    def settled(self) -> bool:
        """Whether the answer has reached a terminal status."""
        return is_terminal(self.status)

    def started_event(self) -> Started:
        """Return the ``started`` event, the first of each of its epochs."""
        return Started(
            answer_id=self.id,
            conversation_id=self.conversation_id,
            question_id=self.parent_id,
            model=self.model,
            created_at=self.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )

    def end_event(self) -> End | None:
        """Return the ``end`` event; None if it has not ended."""
        if not is_terminal(self.status) or self.reason is None:
            return None
        return End(
            status=self.status,
            reason=self.reason,
            error=self.error,
            usage=self.usage,
            timings=self.timings,
            sha256=self.sha256 or "",
            omitted_messages=self.omitted_messages,
            notice=self.notice,
        )


Message = Question | Answer
