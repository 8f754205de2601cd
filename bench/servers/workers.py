"""Yeoul over PostgreSQL and Valkey: one worker, and several."""

from __future__ import annotations

from dataclasses import replace

from bench.servers import YEOUL, Launch, Server, Shared, Site, serve

#: Tokens a second of the script that says what it is asked.
ECHO_RATE = 5


def _echoing(site: Site) -> Launch:
    return serve(site, "--model", f"scripted:echo@{ECHO_RATE}")


def _over(engines: str, name: str, shared: Shared) -> Server:
    return replace(YEOUL, name=name, title=f"Yeoul over {engines}", shared=shared)


EVERYSEC = _over("PostgreSQL and Valkey, everysec", "workers-everysec", Shared(fsync="everysec"))
ALWAYS = _over("PostgreSQL and Valkey, always", "workers-always", Shared())
ELSEWHERE = replace(ALWAYS, name="workers-elsewhere", shared=Shared(elsewhere=True))
#: A service's answer cannot go on behind its text unless its owner says how; a script's always can.
DOOMED = replace(ELSEWHERE, name="workers-doomed", dialect="YeoulEcho", launch=_echoing)


def of_one_command(workers: int) -> Server:
    """Return ``yeoul serve --workers``, free to use all cores."""
    title = "1 worker" if workers == 1 else f"{workers} workers"
    shared = Shared(workers=workers, spread=True)
    return replace(ALWAYS, name=f"workers-{workers}", title=title, shared=shared)
