"""The tables of the store, as any SQL database can hold them, and their revision.

``messages`` holds questions and answers: columns that only answers use are null in questions.
``seq`` orders messages, because clocks step back. Searched texts are stored a second time, folded
(see search.py). The owner is a column wherever rows are looked up: in conversations, through which
alone messages are reached, in keys, and in the Stops of answers that do not exist yet. It is the id
of an account, or what a product calls its user, so it is no foreign key.

Of passwords, sessions, tokens and links only digests are stored; keys of services as they are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from yeoul.protocol.events import UnsettledStatus
from yeoul.store import contains
from yeoul.store.any_text import AnyText

#: The newest revision in migrations/versions. Alembic is loaded only if a file has another one.
HEAD = "0017"
#: The oldest revision whose code can work on a database of the newest one: while the servers of a
#: database are replaced one by one, those of both versions use it. Nothing is taken away from a
#: table before the code of the version before could do without it.
OLDEST_READER = "0012"

#: Statuses of an answer that has not reached its end.
UNSETTLED = get_args(UnsettledStatus)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; databases without time zones store the naive UTC time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return any aware time in UTC."""
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a stored time, marked as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _json() -> JSON:
    return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _text() -> Text:
    return Text().with_variant(AnyText(), "postgresql")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(255), nullable=False),
    Column("title", _text(), nullable=False),
    Column("search_title", _text(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime, index=True),
    # No foreign key: it would form a cycle with messages.conversation_id.
    Column("leaf_id", String(64)),
    Column("system", _text()),
    Column("model", _text()),
    Column("parameters", _json()),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    # Of the request of a call, whose conversation is in no list; null for all others.
    Column("call_sha256", String(64)),
    # When a call is forgotten; null where it is kept briefly and nobody has seen that it has ended.
    Column("call_expires_at", UtcDateTime),
    # What it was begun with, to be shown; null where that is no assistant.
    Column("assistant", _json()),
    # In the order of the list, the other way round.
    Index(None, "owner", "pinned", "updated_at", "id"),
)

# It leaves out conversations that are not deleted, so that asking writes no more than before.
Index(
    None,
    conversations.c.owner,
    conversations.c.deleted_at,
    conversations.c.id,
    sqlite_where=conversations.c.deleted_at.is_not(None),
    postgresql_where=conversations.c.deleted_at.is_not(None),
)

# Calls alone, for the same reason.
Index(
    None,
    conversations.c.owner,
    conversations.c.call_sha256,
    sqlite_where=conversations.c.call_sha256.is_not(None),
    postgresql_where=conversations.c.call_sha256.is_not(None),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column(
        "conversation_id",
        String(64),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("parent_id", String(64), ForeignKey("messages.id", ondelete="CASCADE"), index=True),
    Column("role", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("search_text", _text(), nullable=False),
    Column("text", _text(), nullable=False),
    Column("status", String(16), index=True),
    # The number of the answer's current run: writes for another one are refused.
    Column("epoch", BigInteger),
    Column("model", _text()),
    Column("system", _text()),
    Column("parameters", _json()),
    # What a product has attached, by name; null where that is nothing.
    Column("metadata", _json()),
    # What a product has decided, and readers may not see; null where none was asked.
    Column("terms", _json()),
    # What a program has brought with its question; null for a person's.
    Column("call", _json()),
    # The text with which the answer was to begin; null where it begins by itself.
    Column("prefix", _text()),
    Column("reasoning", _text()),
    # A list of calls, or null where the answer has none.
    Column("tool_calls", _json()),
    # A list of candidates, or null where the answer has none.
    Column("candidates", _json()),
    Column("cursor_epoch", BigInteger),
    Column("cursor_seq", BigInteger),
    Column("reason", String(16)),
    Column("error", _json()),
    Column("usage", _json()),
    Column("timings", _json()),
    Column("sha256", String(64)),
    Column("omitted_messages", Integer),
    Column("notice", String(32)),
    Column("stop_requested", Boolean),
    Column("recoveries", Integer),
    # The id under which a service keeps the answer; null where none does.
    Column("upstream_id", String(255)),
    # Whose answer it is, by whom the unsettled ones are counted; null where it was settled before
    # there was this column.
    Column("asked_by", String(255)),
    # How many candidates of each token were asked for; null where none were.
    Column("asked_candidates", Integer),
    # The descriptions of a question's pictures, in their order; null where it has none.
    Column("attachments", _json()),
    CheckConstraint("role IN ('user', 'assistant')", name="role"),
    Index(None, "conversation_id", "seq"),
)

#: The condition of the index below, as queries have to write it: with no parameters.
IS_UNSETTLED = messages.c.status.in_(
    [literal_column(f"'{status}'", String) for status in UNSETTLED]
)

# Unsettled answers alone: there are few.
Index(
    None,
    messages.c.asked_by,
    sqlite_where=IS_UNSETTLED,
    postgresql_where=IS_UNSETTLED,
)

event.listen(messages, "after_create", contains.make_indexes)

#: Pictures. One that no question has is deleted after a day.
attachments = Table(
    "attachments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(255), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("name", _text(), nullable=False),
    Column("sha256", String(64), nullable=False),
    # Of the file as it was sent, by which a request that comes twice is recognized.
    Column("source_sha256", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    # The last one: a database reads a row from its beginning.
    Column("content", LargeBinary, nullable=False),
    Index(None, "owner", "created_at"),
)

#: Which questions have a picture. It goes with the last of them.
question_attachments = Table(
    "question_attachments",
    metadata,
    Column(
        "message_id", String(64), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("attachment_id", String(64), ForeignKey("attachments.id"), primary_key=True, index=True),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("owner", String(255), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("answer_id", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

early_stops = Table(
    "early_stops",
    metadata,
    Column("owner", String(255), primary_key=True),
    Column("answer_id", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

# -- who asks ------------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    # As names are compared: whatever their case and width, there is one of each.
    Column("folded_name", String(255), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    # What differs from the limits that all have.
    Column("limits", _json()),
    CheckConstraint("role IN ('admin', 'user')", name="role"),
)


def _account_id(*, nullable: bool = False) -> Column[str]:
    reference = ForeignKey("accounts.id", ondelete="CASCADE")
    return Column("account_id", String(64), reference, nullable=nullable, index=True)


credentials = Table(
    "credentials",
    metadata,
    Column("id", String(64), primary_key=True),
    _account_id(),
    Column("kind", String(16), nullable=False),
    # Of a password, its account's id: there is one. Of others, the name that their issuer gives.
    Column("external_id", String(512), nullable=False),
    Column("data", _json(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    CheckConstraint("kind IN ('password', 'passkey', 'oidc')", name="kind"),
    UniqueConstraint("kind", "external_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    _account_id(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("authenticated_at", UtcDateTime, nullable=False),
    # How the person was recognized: a kind of credential, or ``proxy``.
    Column("kind", String(16), nullable=False),
    Column("user_agent", String(200), nullable=False),
    # The network it came from, not the whole address.
    Column("address", String(64), nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    _account_id(),
    Column("prefix", String(16), nullable=False, unique=True),
    Column("token_sha256", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("scopes", _json(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

#: One-time links, by which a person sets a password: of ``account_id``, or of a new account.
links = Table(
    "links",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    _account_id(nullable=True),
    Column("role", String(16)),
    Column("created_by", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("used_at", UtcDateTime),
    Column("used_by", String(64)),
)

#: What an owner has used, by the day in UTC.
usage = Table(
    "usage",
    metadata,
    Column("owner", String(255), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("questions", BigInteger, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("completion_tokens", BigInteger, nullable=False),
)

#: Snapshots of branches, for all who have the link. One that is revoked is deleted.
shares = Table(
    "shares",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("owner", String(255), nullable=False, index=True),
    Column(
        "conversation_id",
        String(64),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("title", _text(), nullable=False),
    # How many messages the snapshot has, and whether the thinking and the instructions are in it.
    Column("messages", Integer, nullable=False),
    Column("reasoning", Boolean, nullable=False),
    Column("system", Boolean, nullable=False),
    # As `yeoul.protocol.shared` writes it.
    Column("snapshot", _text(), nullable=False),
    # The ids of its pictures, by the numbers that they have in it; null where it has none.
    Column("attachments", _json()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

#: What a person begins conversations with. One that ships with the server is here once it is
#: changed, or deleted.
assistants = Table(
    "assistants",
    metadata,
    Column("owner", String(255), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("name", _text(), nullable=False),
    Column("description", _text(), nullable=False),
    Column("instructions", _text(), nullable=False),
    Column("model", _text()),
    Column("parameters", _json()),
    Column("starters", _json(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # Of one that ships with the server; the others are gone when they are deleted.
    Column("deleted_at", UtcDateTime),
)

#: Ends of answers of which a product has not been told yet.
untold_ends = Table(
    "untold_ends",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    # The fields of `Ended`, but the two above.
    Column("ended", _json(), nullable=False),
    # How often it was tried, and when it is tried again.
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
)

#: What people have connected, where several workers share the store; else it lies in files.
services = Table(
    "services",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("entry", _json(), nullable=False),
    # The key, as it was given. Only whoever asks the service needs it.
    Column("secret", _json()),
)

#: Accounts that are gone, as long as something of theirs may still be on its way.
removed_accounts = Table(
    "removed_accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("removed_at", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", String(255)),
    Column("action", String(64), nullable=False),
    Column("target", String(255)),
    Column("detail", _json()),
)

#: The columns with which a message is read: all except those for searching and counting.
MESSAGE_COLUMNS: tuple[Column[Any], ...] = tuple(
    column for column in messages.columns if column.name not in ("search_text", "asked_by")
)
#: Those with which the messages of a conversation are: the candidates of an answer are many times
#: as much as its text, and who reads a conversation needs none.
THREAD_COLUMNS: tuple[Column[Any], ...] = tuple(
    column for column in MESSAGE_COLUMNS if column.name != "candidates"
)
