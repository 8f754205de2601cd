"""The statements of shares; each function is in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from yeoul.errors import AnswerInProgress, NotFound, NotShareable, TooManyShares, Unauthenticated
from yeoul.protocol.attachments import attachments_from_json
from yeoul.protocol.conversation import Answer, Conversation, Message, new_id, title_of
from yeoul.protocol.shared import pictures_of, write_branch
from yeoul.store import lookup
from yeoul.store.schema import accounts, attachments, messages, shares
from yeoul.store.shares import (
    MAX_SHARES,
    MAX_SNAPSHOT_BYTES,
    Share,
    Shared,
    SharedPicture,
    ShareWish,
)

_COLUMNS = tuple(shares.c[name] for name in Share._fields)


class Copy(NamedTuple):
    """A branch, copied."""

    title: str
    messages: int
    reasoning: bool
    system: bool
    snapshot: str
    #: The ids of its pictures, in the order in which the snapshot numbers them.
    pictures: tuple[str, ...]


def copy(connection: Connection, owner: str, wish: ShareWish, now: datetime) -> Copy:
    """Copy a branch. Changes nothing, so a long one holds up no other writer."""
    conversation = lookup.conversation(connection, owner, wish.conversation_id)
    _check_count(connection, owner, now)
    branch = _branch(connection, conversation, wish.leaf_id)
    title = _title(connection, conversation, branch[0])
    system = (conversation.system or None) if wish.system else None
    snapshot = write_branch(title, branch, system=system, reasoning=wish.reasoning)
    if len(snapshot.encode()) > MAX_SNAPSHOT_BYTES:
        raise _too_long()
    reasoning = wish.reasoning and any(map(_has_reasoning, branch))
    pictures = tuple(picture.id for each in branch for picture in pictures_of(each))
    return Copy(title, len(branch), reasoning, system is not None, snapshot, pictures)


def add(
    connection: Connection,
    owner: str,
    token_sha256: str,
    wish: ShareWish,
    made: Copy,
    now: datetime,
) -> Share:
    """Keep a copy, if it may still be shared."""
    # Looked at in the transaction: what ends the shares of an owner, or of a conversation, comes
    # before it and is seen here, or behind it and finds the share.
    active = (accounts.c.id == owner) & accounts.c.disabled_at.is_(None)
    if connection.execute(select(accounts.c.id).where(active)).first() is None:
        raise Unauthenticated("This account is disabled.")
    conversation = lookup.conversation(connection, owner, wish.conversation_id)
    _check_count(connection, owner, now)
    share = Share(
        id=new_id(),
        conversation_id=conversation.id,
        title=made.title,
        messages=made.messages,
        reasoning=made.reasoning,
        system=made.system,
        created_at=now,
        expires_at=now + wish.life,
    )
    row = {**share._asdict(), "owner": owner, "token_sha256": token_sha256}
    row |= {"snapshot": made.snapshot, "attachments": list(made.pictures) or None}
    connection.execute(insert(shares), row)
    return share


def _branch(
    connection: Connection, conversation: Conversation, leaf_id: str | None
) -> Sequence[Message]:
    """Return the path from the root of a conversation's tree to the leaf."""
    leaf_id = leaf_id or conversation.leaf_id
    if leaf_id is None:
        raise NotShareable("There is nothing in this conversation yet.")
    # Before anything is asked of a message that may be another person's.
    here = (messages.c.id == leaf_id) & (messages.c.conversation_id == conversation.id)
    if connection.execute(select(messages.c.id).where(here)).first() is None:
        raise NotFound("The message to share is not in this conversation.")
    if lookup.thread_chars(connection, leaf_id) > MAX_SNAPSHOT_BYTES:
        raise _too_long()
    branch = lookup.thread(connection, leaf_id)
    if not all(each.settled for each in branch if isinstance(each, Answer)):
        raise AnswerInProgress("Share the conversation when its last answer has ended, or stop it.")
    return branch


def _title(connection: Connection, conversation: Conversation, root: Message) -> str:
    """Return the conversation's title, unless it was made of the words of another branch."""
    others = (
        (messages.c.conversation_id == conversation.id)
        & messages.c.parent_id.is_(None)
        & (messages.c.id != root.id)
    )
    # More of a text than a title is made of.
    beginning = func.substr(messages.c.text, 1, 2_000)
    beginnings = connection.execute(select(beginning, messages.c.attachments).where(others))
    for text, stored in beginnings:
        if title_of(text, attachments_from_json(stored)) == conversation.title:
            return title_of(root.text, pictures_of(root))
    return conversation.title


def _has_reasoning(message: Message) -> bool:
    return isinstance(message, Answer) and message.content.reasoning != ""


def _too_long() -> NotShareable:
    return NotShareable(
        f"This conversation is too long for a link, which shows {MAX_SNAPSHOT_BYTES >> 20} MiB at"
        " most. Export it as a file instead."
    )


def _check_count(connection: Connection, owner: str, now: datetime) -> None:
    of_owner = (shares.c.owner == owner) & (shares.c.expires_at > now)
    count = connection.execute(select(func.count()).where(of_owner)).scalar_one()
    if count >= MAX_SHARES:
        raise TooManyShares(f"You have {MAX_SHARES} links: revoke one that is not needed any more.")


def of_owner(connection: Connection, owner: str, now: datetime) -> list[Share]:
    """Return the shares of an owner that have not expired."""
    statement = (
        select(*_COLUMNS)
        .where(shares.c.owner == owner, shares.c.expires_at > now)
        .order_by(shares.c.created_at.desc(), shares.c.id)
    )
    return [Share(*row) for row in connection.execute(statement)]


def find(connection: Connection, token_sha256: str, now: datetime) -> Shared | None:
    """Return what a link leads to."""
    this = (shares.c.token_sha256 == token_sha256) & (shares.c.expires_at > now)
    row = connection.execute(select(*_COLUMNS, shares.c.snapshot).where(this)).first()
    return None if row is None else Shared(Share(*row[:-1]), row.snapshot)


def picture(
    connection: Connection, token_sha256: str, number: int, now: datetime
) -> SharedPicture | None:
    """Return one of the pictures that a link shows: as long as the link, its conversation lives."""
    this = (shares.c.token_sha256 == token_sha256) & (shares.c.expires_at > now)
    ids = connection.execute(select(shares.c.attachments).where(this)).scalar() or []
    if not 0 <= number < len(ids):
        return None
    shown = select(attachments.c.media_type, attachments.c.content)
    row = connection.execute(shown.where(attachments.c.id == ids[number])).first()
    return None if row is None else SharedPicture(row.media_type, bytes(row.content))


def revoke(connection: Connection, owner: str, share_id: str, now: datetime) -> None:
    """Delete a share of an owner."""
    this = (shares.c.id == share_id) & (shares.c.owner == owner) & (shares.c.expires_at > now)
    if not connection.execute(delete(shares).where(this)).rowcount:
        raise NotFound.share()


def revoke_all(connection: Connection, owner: str) -> None:
    """Delete all shares of an owner."""
    connection.execute(delete(shares).where(shares.c.owner == owner))


def revoke_of(connection: Connection, conversation_id: str) -> None:
    """Delete all shares of a conversation."""
    connection.execute(delete(shares).where(shares.c.conversation_id == conversation_id))


def forget_expired(connection: Connection, now: datetime) -> None:
    """Delete the shares that have expired."""
    connection.execute(delete(shares).where(shares.c.expires_at <= now))
