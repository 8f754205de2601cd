"""Has the product decide, once for each question, before that is asked.

A repeated request, by its key, gets the first one's exchange, and the product hears nothing of it.
So of two that come at once the second waits for the first; and a client that leaves in the middle
ends nothing, as it may come again.
"""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack

from yeoul.caller import LOCAL, UNLIMITED, Allowance, Caller
from yeoul.chat.asking import (
    Asking,
    BeforeAsk,
    asking_of,
    check_decided,
    check_goes_on,
    continuing,
    wished,
)
from yeoul.errors import Internal
from yeoul.generation.answer_locks import AnswerLocks
from yeoul.generation.supervisor import Supervisor
from yeoul.product import ProductCall
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)


class Decisions:
    """Asks and continues as ``before_ask`` decides. For one event loop."""

    def __init__(self, before_ask: BeforeAsk, store: Store, supervisor: Supervisor) -> None:
        self._before_ask = ProductCall(before_ask, "before_ask")
        self._store = store
        self._supervisor = supervisor
        #: Of the owner's keys, in place of answers.
        self._keys = AnswerLocks()
        self._askings = Tasks()

    async def ask(
        self, caller: Caller, wish: Ask | Regenerate, key: IdempotencyKey | None
    ) -> Exchange:
        """Return the exchange of a wish; raises what the product raises. See `Chat.ask`."""
        return await self._askings.complete(self._ask(caller, wish, key), name="ask")

    async def _ask(
        self, caller: Caller, wish: Ask | Regenerate, key: IdempotencyKey | None
    ) -> Exchange:
        async with AsyncExitStack() as stack:
            if key is not None:
                await stack.enter_async_context(self._keys.hold(caller.owner, key.key))
            found = await self._store.look(caller.owner, wish, key)
            if isinstance(found, Exchange):
                await self._supervisor.wait_until_opened(caller.owner, found.answer.id)
                return found
            decided = await self._decide(asking_of(caller, wish, found))
            limits = decided.allowance
            # The local person is not counted, unless the product has set a limit.
            counted = None if caller is LOCAL and limits == UNLIMITED else limits
            wish = wished(wish, decided)
            return await self._supervisor.ask(caller.owner, wish, key, allowance=counted)

    async def check_continue(self, caller: Caller, answer_id: str) -> Allowance:
        """Return the limits within which an answer may go on.

        Raises:
            NotContinuable: the product has decided something else since the answer was begun.
            YeoulError: what the product raises.
        """
        answer = await self._store.answer(caller.owner, answer_id)
        if not answer.settled or self._supervisor.status(answer_id) is not None:
            return caller.allowance  # it grows: nothing happens to it
        asked = continuing(caller, answer)
        decided = await self._decide(asked)
        check_goes_on(answer, asked, decided)
        return decided.allowance

    async def _decide(self, asking: Asking) -> Asking:
        decided = await self._before_ask(asking)
        try:
            return check_decided(asking, decided)
        except (TypeError, ValueError) as error:
            logger.exception("before_ask returned what it may not", exc_info=error)
            raise Internal.unforeseen() from error

    async def aclose(self) -> None:
        """Ask nothing further that the product has not decided yet."""
        await self._askings.cancel()
