"""The shapes of shares."""

from __future__ import annotations

from datetime import datetime, timedelta

from yeoul import chat as domain
from yeoul.api.fields import Id, LinkDays, RequestBody
from yeoul.api.replies import ReplyBody

#: For how long a link works, unless its owner says otherwise.
DEFAULT_DAYS = 30


class ShareRequest(RequestBody):
    """Body of ``POST /api/shares``."""

    conversation_id: Id
    #: The end of the branch; absent: the conversation's own.
    leaf_id: Id | None = None
    #: Share what the models thought, and the instructions (`system`).
    reasoning: bool = False
    system: bool = False
    expires_in_days: LinkDays = DEFAULT_DAYS

    def to_domain(self) -> domain.ShareWish:
        """Return the wish."""
        return domain.ShareWish(
            conversation_id=self.conversation_id,
            life=timedelta(days=self.expires_in_days),
            leaf_id=self.leaf_id,
            reasoning=self.reasoning,
            system=self.system,
        )


class Share(ReplyBody):
    """A link to a snapshot of a branch, without its token."""

    id: str
    conversation_id: str
    #: That of the conversation when it was shared.
    title: str
    #: How many messages it shows.
    messages: int
    reasoning: bool
    system: bool
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, share: domain.Share) -> Share:
        """Return the wire form."""
        return cls(**share._asdict())


class NewShare(Share):
    """A link that was just made: the page at ``/s/<token>``."""

    #: Shown this once.
    token: str

    @classmethod
    def made(cls, share: domain.Share, token: str) -> NewShare:
        """Return the wire form."""
        return cls(**share._asdict(), token=token)


class ShareList(ReplyBody):
    """The caller's links that work, the newest first."""

    shares: list[Share]
