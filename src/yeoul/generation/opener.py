"""The beginning of an epoch, in both memories: first the store, then the log, then a job.

The caller holds the answer's lock and is not cancelled. So an answer whose epoch the store has
begun gets a job, or its end, or is withdrawn; unless another worker has begun a later one.
"""

from __future__ import annotations

from collections.abc import Callable

from yeoul import failpoints
from yeoul.caller import Allowance
from yeoul.errors import Fenced, Internal, YeoulError
from yeoul.eventlog.base import EventLog, Snapshot, Writer
from yeoul.generation.job import AnswerSoFar, Find, Job, Times
from yeoul.generation.pool import JobPool
from yeoul.generation.settler import Settler
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor
from yeoul.providers.base import Model, Provider
from yeoul.store.base import Exchange, IdempotencyKey, Store


class Opener:
    """Opens epochs and starts their jobs."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        settler: Settler,
        jobs: JobPool,
        clock: Callable[[], float],
        on_continue: Callable[[str, Answer], None],
    ) -> None:
        self._store = store
        self._log = log
        self._settler = settler
        self._jobs = jobs
        self._clock = clock
        self._on_continue = on_continue

    async def open_first(
        self,
        owner: str,
        exchange: Exchange,
        key: IdempotencyKey | None,
        provider: Provider,
        model: Model,
        *,
        most_growing: int | None = None,
    ) -> None:
        """Open the first epoch of an answer that the store has, and generate it.

        Of its owner's answers at most ``most_growing`` grow at the same time at one provider. A
        question that the log refuses is withdrawn, its key included.
        """
        answer = exchange.answer
        try:
            failpoints.reach("asked-in-store")
            writer = await self._log.create(answer.started_event())
        except Exception as error:
            if self._log.shared and isinstance(error, Fenced):
                return  # another worker took this one for dead, and has opened a later epoch
            await self._withdraw(owner, exchange, key, error)
            raise
        job = Job(owner, answer, writer, Times(self._clock()), provider, model)
        job.most_growing = most_growing
        await self._start(job)

    async def _withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None, error: Exception
    ) -> None:
        """Undo a question that the log refused; settle its answer if the store refuses that."""
        try:
            await self._store.withdraw(owner, exchange, key)
        except Exception:
            why = error if isinstance(error, YeoulError) else Internal.unforeseen()
            await self._settler.settle_unbegun(exchange.answer, why)

    async def open_next(
        self,
        owner: str,
        settled: Answer,
        provider: Provider,
        model: Model,
        limits: Allowance,
    ) -> None:
        """Continue a settled answer in a new epoch, if it is not one too many.

        An epoch that the log refuses ends as the one before it did.
        """
        begun = await self._store.begin_epoch(
            settled.id, settled.epoch, recovery=False, allowance=limits
        )
        try:
            failpoints.reach("continued-in-store")
            writer = await self._log.open_epoch(begun.started_event(), begun.epoch, settled.content)
        except Exception:
            await self._settler.undo_continue(settled, begun.epoch)
            raise
        job = Job(owner, begun, writer, Times(self._clock()), provider, model)
        job.most_growing = limits.growing
        await self._go_on(job, settled.content)

    async def take_over(
        self,
        owner: str,
        orphan: Answer,
        snapshot: Snapshot | None,
        find: Find,
        *,
        most_growing: int | None = None,
        is_counted: bool = True,
    ) -> None:
        """Go on with an orphan, in an epoch above any that readers know.

        An orphan that grows upstream is read there; any other is continued behind its content.

        Raises:
            Fenced: another worker was quicker.
        """
        begun, writer, kept = await self.open_behind(orphan, snapshot, is_counted=is_counted)
        job = Job(owner, begun, writer, Times(self._clock()), find=find)
        job.most_growing = most_growing
        job.upstream_id = job.noted_upstream_id = begun.upstream_id
        job.rejoins, job.is_takeover = begun.upstream_id is not None, True
        await self._go_on(job, kept)

    async def open_behind(
        self, orphan: Answer, snapshot: Snapshot | None, *, is_counted: bool
    ) -> tuple[Answer, Writer, Content]:
        """Begin the next epoch of an orphan in both memories, behind all that readers have seen.

        Args:
            orphan: The answer as the store has it.
            snapshot: What the log has of it. A worker that was taken for dead may go on writing
                until the new epoch is open: what it has written meanwhile is kept, too.
            is_counted: See `Store.begin_epoch`.

        Returns:
            The answer, the writer of its new epoch, and its content there.

        Raises:
            Fenced: another worker was quicker.
        """
        seen_epoch = snapshot.cursor.epoch if snapshot else 0
        begun = await self._store.begin_epoch(
            orphan.id, orphan.epoch, recovery=True, beyond=seen_epoch, counted=is_counted
        )
        failpoints.reach("taken-over-in-store")
        while True:
            kept = kept_content(orphan, snapshot)
            if kept == Content():
                kept = Content(orphan.prefix)  # not written before its server died
            behind = snapshot.cursor if snapshot else Cursor(0, 0)
            try:
                writer = await self._log.open_epoch(
                    begun.started_event(), begun.epoch, kept, behind=behind
                )
            except Fenced:
                snapshot = await self._log.snapshot(orphan.id)
                if snapshot is None or not behind < snapshot.cursor < (begun.epoch, 0):
                    raise
            else:
                return begun, writer, kept

    async def _go_on(self, job: Job, kept: Content) -> None:
        job.so_far = AnswerSoFar(kept)
        job.earlier_usage = job.answer.usage
        await self._start(job)
        self._on_continue(job.owner, job.answer)

    async def _start(self, job: Job) -> None:
        """Start a job whose epoch is open. If that fails, the epoch ends in both memories."""
        try:
            job.write_prefix()
            failpoints.reach("opened-in-log")
            self._jobs.start(job)
        except Exception:
            self._jobs.settle(job, Internal.unforeseen())
            await job.fate.resolved.wait()
            raise


def kept_content(answer: Answer, snapshot: Snapshot | None) -> Content:
    """Return the kept content of an orphan: the log's, or the store's if the log has lost it."""
    return (snapshot or answer).content
