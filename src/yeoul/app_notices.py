"""What a worker tells the others beside its answers, does when they tell it, and does for them all.

`bus/base.py` says of each notice why nothing depends on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, cast

from yeoul.accounts import Accounts
from yeoul.accounts.oidc import Oidc
from yeoul.bus.base import Bus, Notice, NoticeKind
from yeoul.chat import Chat, Teller
from yeoul.chat.calls import Calls
from yeoul.chat.calls import Word as WordOfCall
from yeoul.chat.rights import Rights
from yeoul.downloads.downloads import Downloads, Word
from yeoul.services import Services
from yeoul.tasks import Tasks
from yeoul.workers.base import Workers

#: When services are read again: one has changed, or nobody knows whether one has.
NOTICES_OF_SERVICES: Final[tuple[NoticeKind, ...]] = ("services", "missed")
#: Seconds between two looks who leads.
LOOK_S = 1.0


class AppNotices:
    """What one app shares with those of the other workers."""

    def __init__(self, bus: Bus, workers: Workers) -> None:
        self._bus = bus
        self._workers = workers
        #: What goes on by itself in this app.
        self.tasks = Tasks()

    def lead(self, work: Callable[[], Coroutine[Any, Any, None]], *, name: str) -> None:
        """Begin endless work that one worker does for all."""
        self.tasks.start(do_while_leading(self._workers, work), name=name)

    def tell(self, kind: NoticeKind, *about: str) -> None:
        """Tell all other workers."""
        self._bus.tell(Notice(kind, self._workers.me, about))

    def share_ends(self, teller: Teller | None) -> Callable[[], None]:
        """Return what is called at each end, for the worker that tells the product of it."""
        if teller is None:
            return lambda: None

        def ring() -> None:
            teller.ring()
            if not self._workers.leads:
                self.tell("end")

        self._bus.on_notice("end", lambda notice: teller.ring())
        return ring

    def share_rights(self, rights: Rights, accounts: Accounts | None) -> None:
        """Have streams let go wherever they are when the session ends that they were opened by."""

        def end_there(owner: str, session: str | None) -> None:
            self.tell("ended", owner, *(() if session is None else (session,)))

        def end_here(notice: Notice) -> None:
            owner, session = (*notice.about, None)[:2]
            assert owner is not None
            if accounts is not None:
                # First: whoever is let go asks again at once.
                accounts.look_again(owner)
            rights.end_here(owner, session)

        rights.tell_end = end_there
        self._bus.on_notice("ended", end_here)

    def share_accounts(
        self, accounts: Accounts, chat: Chat, on_remove: Callable[[str], None]
    ) -> None:
        """Have all workers answer nobody who is let in no longer, and count tries together."""

        async def bar(owner: str) -> None:
            self.tell("barred", owner)
            await chat.stop_all(owner)

        def bar_here(notice: Notice) -> None:
            [owner] = notice.about
            self.tasks.start(chat.stop_all(owner), name="stop what another worker bars")

        def remove(owner: str) -> None:
            self.tell("removed", owner)
            on_remove(owner)

        accounts.on_bar, accounts.on_remove = bar, remove
        self._bus.on_notice("barred", bar_here)
        self._bus.on_notice("removed", lambda notice: on_remove(*notice.about))
        accounts.tries.tell = lambda *about: self.tell("tries", *about)
        self._bus.on_notice("tries", lambda notice: accounts.tries.hear(*notice.about))

    def share_log_ins(self, accounts: Accounts, oidc: Oidc | None) -> None:
        """Have a log-in end at any worker, wherever it has begun."""
        challenges = accounts.passkeys.challenges
        challenges.tell = partial(self.tell, "passkey")
        self._bus.on_notice("passkey", lambda notice: challenges.hear(*notice.about))
        self._bus.on_notice("missed", lambda notice: challenges.forget_all())
        if oidc is not None:
            oidc.tell = partial(self.tell, "provider")
            self._bus.on_notice("provider", lambda notice: oidc.hear(*notice.about))

    def share_calls(self, calls: Calls) -> None:
        """Have a call go on that is read at any worker."""

        def hear(notice: Notice) -> None:
            word, owner, answer_id = notice.about
            calls.hear(notice.worker, cast("WordOfCall", word), owner, answer_id)

        calls.tell = partial(self.tell, "call")
        calls.lives = lambda worker: worker in self._workers.others()
        self._bus.on_notice("call", hear)
        self._workers.on_gone(calls.note_gone)

    def share_downloads(self, downloads: Downloads) -> None:
        """Have the workers that share a folder of models fetch each of them once."""

        def hear(notice: Notice) -> None:
            word, download_id = notice.about
            downloads.hear(cast("Word", word), download_id)

        downloads.tell = partial(self.tell, "downloads")
        self._bus.on_notice("downloads", hear)

    def share_services(self, services: Services, *, has_others: bool) -> None:
        """Have all workers offer what is connected at one of them."""

        def reload(notice: Notice) -> None:
            self.tasks.start(services.reload(), name="reload services")

        services.tell_changed = lambda: self.tell("services")
        services.look_again = lambda: reload(Notice("missed", self._workers.me))
        for kind in NOTICES_OF_SERVICES:
            self._bus.on_notice(kind, reload)
        if has_others:
            self.tasks.start(services.keep_current(), name="services")


async def do_while_leading(
    workers: Workers, work: Callable[[], Coroutine[Any, Any, None]], *, look_s: float = LOOK_S
) -> None:
    """Do endless ``work`` whenever this worker leads; until cancelled.

    For a moment two may do it, so it must do no harm twice. It is cancelled like at a shutdown.
    """
    tasks = Tasks()
    try:
        while True:
            if _leads(workers):
                task = tasks.start(work(), name="lead", awaited=True)
                done: set[asyncio.Task[None]] = set()
                while not done and _leads(workers):
                    done, _ = await asyncio.wait([task], timeout=look_s)
                for failed in done:
                    return failed.result()
                await tasks.cancel()
            await asyncio.sleep(look_s)
    finally:
        await tasks.cancel()


def _leads(workers: Workers) -> bool:
    return workers.leads
