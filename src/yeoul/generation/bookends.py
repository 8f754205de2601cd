"""The first and the last event of an epoch, as the store's answer tells them. Pure."""

from __future__ import annotations

from yeoul.protocol.conversation import Answer, is_terminal
from yeoul.protocol.events import End, Started


def started_of(answer: Answer) -> Started:
    """Return the ``started`` event of an answer."""
    return Started(
        answer_id=answer.id,
        conversation_id=answer.conversation_id,
        question_id=answer.parent_id,
        model=answer.model,
        created_at=answer.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )


def end_of(answer: Answer) -> End | None:
    """Return the ``end`` event of an answer, if it has ended."""
    if not is_terminal(answer.status) or answer.reason is None:
        return None
    return End(
        status=answer.status,
        reason=answer.reason,
        error=answer.error,
        usage=answer.usage,
        timings=answer.timings,
        sha256=answer.sha256 or "",
        omitted_messages=answer.omitted_messages,
    )
