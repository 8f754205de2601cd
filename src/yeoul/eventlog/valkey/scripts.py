"""What the engine is asked to do in one step, and the names of what it keeps.

The head of an answer, the cursor of its last entry, is the fence. Every write names the head that
it goes behind, and the engine compares it in the same step: appends, openings of an epoch and
takeovers are the same compare-and-set. No clock and no lease is in it. Whoever wrote an epoch that
another worker has replaced names a head that is none any more.

========================  ======  ==============================================================
``y1:{s0}:heads``         hash    answer → its head, such as ``1-42``; ``1-42E`` behind the end;
                                  ``x`` once it was forgotten
``y1:{s0}:who``           hash    open answer → the worker that opened its epoch
``y1:{s0}:phases``        hash    open answer → its phase
``y1:{s0}:a:<answer>``    stream  its newest epoch; an entry's id is the cursor of its last frame.
                                  The channel of the same name has the same frames
========================  ======  ==============================================================

``{s0}`` puts all of them on one node of a cluster. ``y1`` is the version of these forms.
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from yeoul.eventlog.valkey.connection import pack_word
from yeoul.protocol.events import Cursor

PREFIX: Final = b"y1:{s0}:"
HEADS: Final = PREFIX + b"heads"
WHO: Final = PREFIX + b"who"
PHASES: Final = PREFIX + b"phases"
#: Written by `EventLog.check` alone.
TRIAL: Final = PREFIX + b"trial"

#: Seconds for which an ended answer stays; the store has it.
RETENTION_S = 60
#: The head of an answer that was forgotten.
FORGOTTEN: Final = b"x"
#: The kind of an entry that ends its epoch, that begins one, and that does both.
ENDS: Final = b"E"
OPENS: Final = b"+"
REPLACES: Final = b"R"


def stream_of(answer_id: str) -> bytes:
    """Return the name of an answer's stream, and of its channel."""
    return PREFIX + b"a:" + answer_id.encode()


class Head(NamedTuple):
    """The position of an answer's last entry."""

    cursor: Cursor
    ended: bool

    @classmethod
    def parse(cls, raw: bytes | None) -> Head | None:
        """Return what a head says; None for an answer that is not there."""
        if not raw or raw == FORGOTTEN:
            return None
        ended = raw.endswith(ENDS)
        epoch, _, seq = (raw[:-1] if ended else raw).partition(b"-")
        return cls(Cursor(int(epoch), int(seq)), ended)


class Script:
    """A script of the engine, called by the hash of its text: two versions live side by side."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().encode()
        #: The first words of a call, behind the count of all words.
        self.call = pack_word(b"EVALSHA") + pack_word(self.sha)


#: KEYS: heads, who, phases, a stream for each entry.
#: ARGV for each: answer, head that it goes behind, id, frames, kind (with the worker behind `+`).
#: Returns 1 if all were taken, or else for each: 1, the head that is there instead (behind it the
#: worker, for an opening), or ``!`` and an error of this stream. An error of the engine itself (it
#: is full, a replica, or cannot write its file) comes before anything is written: the call ends.
APPEND: Final = Script(
    """
local heads, who, phases = KEYS[1], KEYS[2], KEYS[3]
local count, names = #KEYS - 3, {}
for i = 1, count do names[i] = ARGV[i * 5 - 4] end
local there = redis.call('HMGET', heads, unpack(names))
local moved, sets, replies, all = {}, {}, {}, true
for i = 1, count do
  local at = i * 5 - 4
  local answer, id, kind = ARGV[at], ARGV[at + 2], ARGV[at + 4]
  local head = moved[answer] or there[i] or ''
  local first = string.sub(kind, 1, 1)
  local begins = first == '+' or first == 'R'
  if head ~= ARGV[at + 1] then
    all = false
    if begins then head = head .. ' ' .. (redis.call('HGET', who, answer) or '') end
    replies[i] = head
  else
    local stream = KEYS[3 + i]
    local added = redis.pcall('XADD', stream, id, 'f', ARGV[at + 3])
    local failed = type(added) == 'table' and added.err
    if failed and #sets == 0 and not string.find(failed, '^ERR') then return added end
    if failed and begins then
      redis.call('DEL', stream)
      added = redis.pcall('XADD', stream, id, 'f', ARGV[at + 3])
      failed = type(added) == 'table'
    end
    if failed then
      all = false
      replies[i] = '!' .. added.err
    else
      if begins then
        redis.call('XTRIM', stream, 'MINID', id)
        redis.call('PERSIST', stream)
        redis.call('HDEL', phases, answer)
      end
      if first == '+' then
        redis.call('HSET', who, answer, string.sub(kind, 2))
      elseif first == 'E' or first == 'R' then
        redis.call('EXPIRE', stream, RETENTION)
        redis.call('HDEL', who, answer)
        redis.call('HDEL', phases, answer)
        id = id .. 'E'
      end
      moved[answer] = id
      sets[#sets + 1] = answer
      sets[#sets + 1] = id
      replies[i] = 1
    end
  end
end
if #sets > 0 then redis.call('HSET', heads, unpack(sets)) end
if all then return 1 end
return replies
""".replace("RETENTION)", f"{RETENTION_S})")
)

#: KEYS: heads, who, phases, a stream for each answer. ARGV: the answers.
FORGET: Final = Script(
    """
for i, answer in ipairs(ARGV) do
  redis.call('UNLINK', KEYS[3 + i])
  redis.call('HDEL', KEYS[2], answer)
  redis.call('HDEL', KEYS[3], answer)
  redis.call('HSET', KEYS[1], answer, 'x')
end
return 1
"""
)

#: KEYS: heads. ARGV: answer and head by turns. Removes the heads that are still the same.
TIDY: Final = Script(
    """
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
return 1
"""
)

SCRIPTS: Final = (APPEND, FORGET, TIDY)
