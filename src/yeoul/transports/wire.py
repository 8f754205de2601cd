"""What goes over the wire beside stored frames, and frames as JSON. Pure.

SSE sends a stored frame as it is. The JSON transports carry the same entry as
``{"id","event","data"}``; it is cut from the frame's bytes, never parsed and written again.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from yeoul.eventlog.base import Batch, PhaseInfo
from yeoul.protocol.events import Cursor, parse_frame

#: Milliseconds after which a plain EventSource reconnects.
RETRY_MS = 1000

#: First bytes of every SSE response.
SSE_PREAMBLE = b"retry: %d\n\n" % RETRY_MS


def heartbeat(phase: PhaseInfo | None) -> bytes:
    """Return a heartbeat's SSE frame. It carries no id, so it never moves the cursor."""
    return b"event: heartbeat\ndata: %b\n\n" % orjson.dumps(_phase_data(phase))


def heartbeat_entry(phase: PhaseInfo | None) -> bytes:
    """Return a heartbeat as the WebSocket carries it."""
    return b'{"event":"heartbeat","data":%b}' % orjson.dumps(_phase_data(phase))


def _phase_data(phase: PhaseInfo | None) -> dict[str, object]:
    # Ended, with frames still to be delivered: the reader is a bit behind a generation.
    info = phase or PhaseInfo("generating")
    if info.queue_position is None:
        return {"phase": info.phase}
    return {"phase": info.phase, "queue_position": info.queue_position}


def json_entry(frame: bytes) -> bytes:
    """Return one stored frame as the JSON transports carry it."""
    cursor, kind, data = parse_frame(frame)
    return b'{"id":"%d-%d","event":"%b","data":%b}' % (
        cursor.epoch,
        cursor.seq,
        kind.encode(),
        data,
    )


def json_reply(frames: Sequence[bytes], batch: Batch, asked: Cursor | None) -> bytes:
    """Return the body of a polling reply: ``frames`` are those of ``batch`` that fit into it."""
    last = parse_frame(frames[-1]).cursor if frames else asked
    phase = batch.phase
    tail = {
        "cursor": str(last) if last else None,
        "ended": batch.ended and len(frames) == len(batch.frames),
        "phase": phase.phase if phase else None,
        "queue_position": phase.queue_position if phase else None,
    }
    return b'{"events":[%b],%b' % (b",".join(map(json_entry, frames)), orjson.dumps(tail)[1:])
