"""Slots that workers share by an engine: the queue is there, and one script moves it.

A worker sends what its answers do in order: they come, and they leave. Whatever it is not sure of
is made good by one more order, which names all that it has: after a reply that did not come, after
an engine has lost something, when a worker is gone, and every ten seconds. While the engine is away
nobody is let in, and what has a slot goes on; its log is there as well, so nothing could grow.

The keys of one queue have a hash tag in common. The script makes the names of owners' lists itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from yeoul.engine_channels import AWAY, PAUSE_S, in_time
from yeoul.tasks import Tasks
from yeoul.workers.slots import Slots, Waiting, in_order

logger = logging.getLogger(__name__)

#: Channel of a worker, with the queue and the answer that is let in.
LET_IN = "y1:s:"
#: Seconds between two looks at the places of those who wait, and between two repairs.
LOOK_S, REPAIR_S = 1.0, 10.0

#: KEYS: what all keys of the queue begin with. ARGV: what to do, the worker, the number of slots,
#: and more for each. A token is ``<worker>:<number>:<most slots of its owner, or nothing>``.
SCRIPT = """
local queue, order, me, slots = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local turns, last = queue .. 'turns', queue .. 'last'
local held, taken = queue .. 'held', queue .. 'taken'
local let_in = {}

local function list(owner) return queue .. 'of:' .. owner end
local function worker(token) return string.match(token, '^[^:]*') end

local function may_have(owner, token)
  local most = tonumber(string.match(token, '%d*$'))
  return not most or tonumber(redis.call('HGET', taken, owner) or '0') < most
end

local function take(owner, token)
  redis.call('HSET', held, token, owner)
  redis.call('HINCRBY', taken, owner, 1)
  if worker(token) == me then
    table.insert(let_in, token)
  else
    redis.call('PUBLISH', 'y1:s:' .. worker(token), queue .. ' ' .. token)
  end
end

local function next_owner()
  local from = 0
  while true do
    local some = redis.call('ZRANGE', turns, from, from + 15)
    if #some == 0 then return nil end
    for _, owner in ipairs(some) do
      if may_have(owner, redis.call('LINDEX', list(owner), 0)) then return owner end
    end
    from = from + 16
  end
end

local function hand_over()
  while redis.call('HLEN', held) < slots do
    local owner = next_owner()
    if not owner then return end
    local token = redis.call('LPOP', list(owner))
    if redis.call('EXISTS', list(owner)) == 1 then
      redis.call('ZADD', turns, redis.call('INCR', last), owner)
    else
      redis.call('ZREM', turns, owner)
    end
    take(owner, token)
  end
end

local function come(owner, token)
  local waits = redis.call('ZSCORE', turns, owner)
  if not waits and redis.call('HLEN', held) < slots and may_have(owner, token) then
    return take(owner, token)
  end
  redis.call('RPUSH', list(owner), token)
  if not waits then redis.call('ZADD', turns, redis.call('INCR', last), owner) end
end

local function give_up(owner, token)
  if redis.call('LREM', list(owner), 1, token) == 1 and redis.call('EXISTS', list(owner)) == 0 then
    redis.call('ZREM', turns, owner)
  end
end

local function leave(owner, token)
  if redis.call('HDEL', held, token) == 1 then
    -- Others first: an owner at its limit would else take up its own slot again and again.
    hand_over()
    if redis.call('HINCRBY', taken, owner, -1) <= 0 then redis.call('HDEL', taken, owner) end
  else
    give_up(owner, token)
  end
  hand_over()
end

if order == 'come' then
  come(ARGV[4], ARGV[5])
elseif order == 'leave' then
  leave(ARGV[4], ARGV[5])
elseif order == 'look' then
  local seen = {}
  for _, owner in ipairs(redis.call('ZRANGE', turns, 0, -1)) do
    local has = tonumber(redis.call('HGET', taken, owner) or '0')
    table.insert(seen, {has, redis.call('LRANGE', list(owner), 0, -1)})
  end
  return seen
elseif order == 'repair' then
  local lives, mine, known = {[me] = true}, {}, {}
  local at = 5 + tonumber(ARGV[4])
  for i = 5, at - 1 do lives[ARGV[i]] = true end
  for i = at, #ARGV, 3 do mine[ARGV[i]] = true end
  local gone = {}
  local function see(owner, token)
    if not lives[worker(token)] or (worker(token) == me and not mine[token]) then
      table.insert(gone, {owner, token})
    else
      known[token] = true
    end
  end
  local holders = redis.call('HGETALL', held)
  for i = 1, #holders, 2 do see(holders[i + 1], holders[i]) end
  for _, owner in ipairs(redis.call('ZRANGE', turns, 0, -1)) do
    for _, token in ipairs(redis.call('LRANGE', list(owner), 0, -1)) do see(owner, token) end
  end
  -- First who gives up, and who has a slot all the same: then nobody is let in whose place is not
  -- theirs.
  for _, each in ipairs(gone) do give_up(each[1], each[2]) end
  for i = at, #ARGV, 3 do
    if ARGV[i + 2] == '1' and redis.call('HEXISTS', held, ARGV[i]) == 0 then
      give_up(ARGV[i + 1], ARGV[i])
      take(ARGV[i + 1], ARGV[i])
    end
  end
  for _, each in ipairs(gone) do leave(each[1], each[2]) end
  for i = at, #ARGV, 3 do
    if ARGV[i + 2] ~= '1' and not known[ARGV[i]] then come(ARGV[i + 1], ARGV[i]) end
  end
  hand_over()
  let_in = {}
  for i = at, #ARGV, 3 do
    if redis.call('HEXISTS', held, ARGV[i]) == 1 then table.insert(let_in, ARGV[i]) end
  end
end
return let_in
"""
_NAME = hashlib.sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()


def queue_of(name: str) -> str:
    """Return what all keys of a service's queue begin with."""
    return f"y1:q:{{{name}}}:"


class _Guest(Waiting):
    """An answer of this worker that waits for a slot, or has one."""

    __slots__ = ("has_come", "owner")

    def __init__(self, owner: str, tell: Callable[[int], None], most: int | None) -> None:
        super().__init__(tell, most)
        self.owner = owner
        #: Whether the engine has its place.
        self.has_come = False

    @property
    def has_slot(self) -> bool:
        return self.turn.done() and not self.turn.cancelled()

    @property
    def has_place(self) -> bool:
        return self.has_come and not self.turn.done()


class _Seen(NamedTuple):
    """One that waits, as the engine shows it."""

    token: str
    most: int | None


class ValkeySlots(Slots):
    """The slots of one service, for one worker among several."""

    def __init__(
        self,
        client: Redis,
        queue: str,
        me: str,
        living: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._client = client
        self._queue = queue
        self._me = me
        self._living = living
        #: How many there are, for all workers together.
        self.slots = 1
        self._numbers = count(1)
        #: By token.
        self._guests: dict[str, _Guest] = {}
        #: What the engine has not been told yet: what an answer does, whose it is, and its token.
        self._orders: deque[tuple[str, str, str]] = deque()
        self._has_work = asyncio.Event()
        self._is_unsure = True
        self._repair_at_s = self._look_at_s = 0.0
        self._clock = asyncio.get_running_loop().time
        self._tasks = Tasks()
        self._tasks.start(self._work_on(), name=f"slots {queue}")

    @asynccontextmanager
    async def slot(
        self, owner: str, tell_position: Callable[[int], None], *, most: int | None = None
    ) -> AsyncIterator[None]:
        guest = _Guest(owner, tell_position, most)
        token = f"{self._me}:{next(self._numbers)}:{'' if most is None else most}"
        self._guests[token] = guest
        self._order("come", owner, token)
        try:
            await guest.turn
            yield
        finally:
            del self._guests[token]
            self._order("leave", owner, token)

    def let_in(self, token: str) -> None:
        """Let in an answer that has a slot now; does nothing for one that has left."""
        guest = self._guests.get(token)
        if guest is not None and not guest.turn.done():
            guest.turn.set_result(None)

    def repair(self) -> None:
        """Have the engine look soon at who has a slot and who waits: something may be wrong."""
        self._is_unsure = True
        self._has_work.set()

    async def aclose(self) -> None:
        """Tell what was not told yet, if the engine answers, and end. Idempotent."""
        await self._tasks.cancel()
        with suppress(*AWAY):
            await self._send_orders()

    # -- orders ----------------------------------------------------------------------------------

    def _order(self, what: str, owner: str, token: str) -> None:
        self._orders.append((what, owner, token))
        self._has_work.set()

    async def _work_on(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s()):
                    await self._has_work.wait()
            self._has_work.clear()
            try:
                await self._work()
            except Exception as error:
                if not isinstance(error, AWAY):  # not foreseen, but a queue must not stand
                    logger.exception("the queues of services could not be told")
                # Nobody knows which of the orders have arrived.
                self.repair()
                await asyncio.sleep(PAUSE_S)

    def _pause_s(self) -> float | None:
        """Return the seconds until there is something to do; None while nobody is here."""
        if not self._guests:
            return None
        waits = any(guest.has_place for guest in self._guests.values())
        next_s = min(self._repair_at_s, self._look_at_s) if waits else self._repair_at_s
        return max(0.0, next_s - self._clock())

    async def _work(self) -> None:
        if self._is_unsure or self._clock() >= self._repair_at_s:
            await self._repair()
        await self._send_orders()
        waiting = [token for token, guest in self._guests.items() if guest.has_place]
        if waiting and self._clock() >= self._look_at_s:
            await self._tell_places(waiting)

    async def _send_orders(self) -> None:
        orders = [*self._orders]
        self._orders.clear()
        if orders:
            self._note(token for _, _, token in orders)
            for tokens in await self._run(*((what, owner, token) for what, owner, token in orders)):
                self._let_all_in(tokens)

    async def _repair(self) -> None:
        living = await self._living()
        self._orders.clear()
        self._note(self._guests)
        parts = [
            part
            for token, guest in self._guests.items()
            for part in (token, guest.owner, "1" if guest.has_slot else "0")
        ]
        self._repair_at_s = self._clock() + REPAIR_S
        self._is_unsure = False
        [tokens] = await self._run(("repair", str(len(living)), *living, *parts))
        self._let_all_in(tokens)

    def _note(self, tokens: Iterable[str]) -> None:
        for token in tokens:
            if token in self._guests:
                self._guests[token].has_come = True

    def _let_all_in(self, tokens: Iterable[bytes]) -> None:
        for token in tokens:
            self.let_in(token.decode())

    async def _tell_places(self, waiting: Collection[str]) -> None:
        self._look_at_s = self._clock() + LOOK_S
        [queues] = await self._run(("look",))
        order = in_order([(has, [*map(_seen, tokens)]) for has, tokens in queues])
        places = {seen.token: place for place, seen in enumerate(order, 1)}
        for token in waiting:
            guest = self._guests.get(token)
            if guest is None or not guest.has_place:
                continue
            if token in places:
                guest.tell(places[token])
            else:  # the engine has lost it, or the word that it was let in is lost
                self.repair()

    async def _run(self, *orders: tuple[str, ...]) -> list[Any]:
        """Have the engine carry out orders, one after the other; returns its replies."""
        try:
            return await self._try_to_run(orders)
        except NoScriptError:  # none of them was carried out
            async with in_time():
                await self._client.script_load(SCRIPT)
            return await self._try_to_run(orders)

    async def _try_to_run(self, orders: Iterable[tuple[str, ...]]) -> list[Any]:
        async with in_time(), self._client.pipeline(transaction=False) as pipe:
            for what, *more in orders:
                pipe.evalsha(_NAME, 1, self._queue, what, self._me, str(self.slots), *more)
            return await pipe.execute()


def _seen(token: bytes) -> _Seen:
    text = token.decode()
    most = text.rpartition(":")[2]
    return _Seen(text, int(most) if most else None)
