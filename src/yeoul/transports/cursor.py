"""Where a reader wants to go on: ``Last-Event-ID`` or ``after`` of a request → a cursor. Pure."""

from __future__ import annotations

from yeoul.errors import InvalidCursor
from yeoul.protocol.events import Cursor

#: Of no epoch: whoever comes with it is given a reset.
LOST = Cursor(0, 0)


def requested_cursor(last_event_id: str | None, after: str | None) -> Cursor | None:
    """Return the position a request names; None is the start of the current epoch.

    ``Last-Event-ID`` wins: a reconnecting browser sends it, with the address it began with. It
    comes from a client that cannot be told about an error, so a bad one leads to a reset.

    Raises:
        InvalidCursor: ``after`` is given, counts, and is not a cursor.
    """
    if last_event_id:
        try:
            return Cursor.parse(last_event_id)
        except InvalidCursor:
            return LOST
    if after is None:
        return None
    return Cursor.parse(after)
