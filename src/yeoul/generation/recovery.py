"""What a starting server does with the answers its predecessor left open.

Every one of them reaches a terminal state or visibly goes on. Asked for but never begun: asked
again; the store knows, because an answer is marked as generating before its provider is called. Its
provider can continue a text, and is no service that would be paid twice: continued in a new epoch,
at most twice per answer, so that a crash loop ends. A Stop was recorded: stopped. Otherwise:
interrupted, in its own epoch, its text kept. Doing it twice, or dying in the middle of it, gives
the same result.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from yeoul import failpoints
from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog.base import Snapshot
from yeoul.generation.bookends import end_of, started_of
from yeoul.generation.job import Job, interruption
from yeoul.generation.settler import RETRY_S
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.conversation import Answer
from yeoul.providers.absent import Absent
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue

logger = logging.getLogger(__name__)

#: How often an answer is taken up again by a restarted server.
MAX_RECOVERIES = 2

#: Finds the provider of a model.
Find = Callable[[str], Awaitable[tuple[Provider, Model]]]


async def recover(supervisor: Supervisor) -> None:
    """Settle or take up every answer that store and log do not both know as ended."""
    await _end_what_is_settled(supervisor)
    orphans = await supervisor.store.unsettled()
    listing = _Listing(supervisor.catalogue)
    ending: list[Job] = []
    for owner, answer in orphans:
        try:
            failpoints.reach("recovering")
            job = await _recover_one(supervisor, owner, answer, listing)
        except Exception as error:
            # One orphan must not keep the server from starting, nor wait for the next start.
            logger.exception("answer %s cannot go on", answer.id, exc_info=error)
            job = await _interrupt_now_or_later(supervisor, owner, answer)
        if job is not None:
            ending.append(job)
    # They end side by side: one after the other, each would wait for a commit of its own.
    for job in ending:
        await job.over.wait()


async def _interrupt_now_or_later(supervisor: Supervisor, owner: str, answer: Answer) -> Job | None:
    try:
        snapshot = await supervisor.log.snapshot(answer.id)
        return await _interrupt(supervisor, owner, answer, snapshot)
    except Exception as error:
        logger.warning("answer %s cannot be ended yet", answer.id, exc_info=error)
        later = _interrupt_later(supervisor, owner, answer)
        supervisor.see_to(later, name=f"interrupt {answer.id}")
        return None


async def _interrupt_later(supervisor: Supervisor, owner: str, answer: Answer) -> None:
    while True:
        await asyncio.sleep(RETRY_S)
        try:
            answer = await _stopped_meanwhile(supervisor, owner, answer)
            snapshot = await supervisor.log.snapshot(answer.id)
            await _interrupt(supervisor, owner, answer, snapshot)
            return
        except Exception as error:
            logger.warning("answer %s cannot be ended yet", answer.id, exc_info=error)


async def _stopped_meanwhile(supervisor: Supervisor, owner: str, answer: Answer) -> Answer:
    """Return an orphan with the Stop that may have been recorded since it was read."""
    with suppress(NotFound):
        return await supervisor.store.answer(owner, answer.id)
    return replace(answer, stop_requested=True)  # its conversation was deleted, and it is to end


async def _end_what_is_settled(supervisor: Supervisor) -> None:
    """Give its ``end`` to every open epoch whose answer the store had settled before the crash.

    If the log has less than was settled (power was lost) it forgets the answer: the store has it.
    """
    log = supervisor.log
    for answer in await supervisor.store.settled_among(await log.open_answers()):
        writer = await log.adopt(answer.id)
        end = end_of(answer)
        if writer is None or end is None or writer.next_cursor() != answer.cursor:
            await log.forget([answer.id])
        else:
            await writer.end(end)


class _Listing:
    """Has services list their models, once for all answers that wait for it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._asking = asyncio.Lock()
        self._asked = False

    async def find(self, model_id: str) -> tuple[Provider, Model]:
        """Return a model and its provider.

        Raises:
            Interrupted: nobody offers it, or whoever may have it does not tell.
        """
        async with self._asking:
            if not self._asked:
                with suppress(YeoulError):
                    await self._catalogue.models()
                self._asked = True
        if self._catalogue.known_provider(model_id) is None:
            raise interruption()
        return await self._catalogue.find(model_id)


async def _recover_one(
    supervisor: Supervisor, owner: str, answer: Answer, listing: _Listing
) -> Job | None:
    """Take an orphan up, or return the job that ends it."""
    snapshot = await supervisor.log.snapshot(answer.id)
    catalogue = supervisor.catalogue
    known = catalogue.known_provider(answer.model) is not None
    if not answer.stop_requested:
        if answer.status == "queued" and (snapshot is None or snapshot.end is None):
            find = catalogue.find if known else listing.find
            await _ask_again(supervisor, owner, answer, find)
            return None
        if known:
            provider, model = await catalogue.find(answer.model)
            if provider.goes_on_unasked and answer.recoveries < MAX_RECOVERIES:
                await _continue(supervisor, owner, answer, snapshot, provider, model)
                return None
    return await _interrupt(supervisor, owner, answer, snapshot)


async def _ask_again(supervisor: Supervisor, owner: str, answer: Answer, find: Find) -> None:
    """Begin anew; who answers is found in the background, where a Stop does not wait for it."""
    writer = await supervisor.log.adopt(answer.id)
    if writer is None:
        writer = await supervisor.log.create(started_of(answer))
    unknown = Model(answer.model, "", answer.model)
    job = Job(owner, answer, Absent(), writer, time.monotonic(), find=partial(find, answer.model))
    supervisor.begin(job, unknown)


async def _continue(
    supervisor: Supervisor,
    owner: str,
    answer: Answer,
    snapshot: Snapshot | None,
    provider: Provider,
    model: Model,
) -> None:
    known_epoch = _epochs_given_out(answer, snapshot)
    answer = await supervisor.store.reopen(answer.id, recovery=True)
    text, reasoning = _kept(answer, snapshot)
    await supervisor.take_up(owner, answer, provider, model, text, reasoning, known_epoch)


async def _interrupt(
    supervisor: Supervisor, owner: str, answer: Answer, snapshot: Snapshot | None
) -> Job:
    """End the answer where it stands: in its own epoch, or a new one if the log has lost it."""
    text, reasoning = _kept(answer, snapshot)
    writer = await supervisor.log.adopt(answer.id)
    if writer is None:
        writer = await supervisor.log.open_epoch(
            started_of(answer),
            text=text,
            reasoning=reasoning,
            known_epoch=_epochs_given_out(answer, snapshot),
        )
    job = Job(owner, answer, Absent(), writer, time.monotonic(), earlier_usage=answer.usage)
    job.text, job.reasoning = [text], [reasoning]
    if answer.stop_requested:
        job.cut = "stop"
    supervisor.end(job, interruption())
    return job


def _kept(answer: Answer, snapshot: Snapshot | None) -> tuple[str, str]:
    if snapshot is None:
        return answer.text, answer.reasoning
    return snapshot.text, snapshot.reasoning


def _epochs_given_out(answer: Answer, snapshot: Snapshot | None) -> int:
    """Return the highest epoch of an orphan that readers can have a cursor of.

    The store has that of the last ``end``; one was open since, and one more for each recovery. A
    log that has lost the answer must begin above: its cursors would fit another text.
    """
    if snapshot is not None:
        return snapshot.cursor.epoch
    return (answer.cursor.epoch if answer.cursor else 0) + 1 + answer.recoveries
