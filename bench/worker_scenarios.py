"""What is measured of several workers: series of runs over PostgreSQL and Valkey.

Whatever is told as a ratio to the log in SQLite is measured beside it, in the same series.
"""

from __future__ import annotations

from dataclasses import replace

from bench import table
from bench.plan import Scenario
from bench.scenarios import ASKS, Run, Series
from bench.servers import YEOUL
from bench.servers.workers import ALWAYS, DOOMED, ECHO_RATE, ELSEWHERE, EVERYSEC, of_one_command

PACED = Scenario(streams=200, tokens=240, rate=20, ramp_s=4.0)
FOLLOWED = Scenario(streams=200, tokens=200, rate=20, ramp_s=4.0, kind="readers")
#: As many readers of each answer as show what the first of them costs beside the others.
MANY_READERS = 4
SHARED = replace(FOLLOWED, streams=200 * MANY_READERS, readers=MANY_READERS)
UNPACED = Scenario(streams=120, tokens=5000, rate=0, ramp_s=0.5)
STORE_ASKS = Scenario(streams=300, tokens=0, rate=0, kind="store")
LONELY_DEATH = Scenario(
    streams=200, tokens=130, rate=ECHO_RATE, ramp_s=4.0, kind="death", calm_s=1.0
)
DEATH = replace(LONELY_DEATH, streams=2000, readers=10)

#: The series.
LOG, FOLLOWING, MANY, ASKING, DEATHS = (
    f"workers-{name}" for name in ("log", "following", "many", "asking", "deaths")
)
#: Their rows.
SQLITE = "SQLite, in the process"
HERE, THERE = "followed at the worker that writes", "followed at another worker"
THERE_BY_MANY = f"{MANY_READERS} readers of each, at another worker"
ONE, TWO, THREE = "1 worker", "2 workers", "3 workers"
STORE_SQLITE, STORE_POSTGRES = "the store alone: SQLite", "the store alone: PostgreSQL"
LONELY, CROWDED = "200 readers of 200 answers", "2 000 readers of 200 answers"
#: Tiny runs of what differs: whether it works, not how fast.
TINY = {
    THERE_BY_MANY: replace(SHARED, streams=8, tokens=40, ramp_s=0.0),
    TWO: replace(UNPACED, streams=4, tokens=100),
    STORE_POSTGRES: replace(STORE_ASKS, streams=5),
    CROWDED: replace(DEATH, streams=20, tokens=30, ramp_s=0.0, calm_s=0.3),
}


def series() -> list[Series]:
    """Return all that is measured of several workers, in order."""
    log = [Run(SQLITE, PACED, YEOUL)]
    log += [Run(server.title, PACED, server) for server in (EVERYSEC, ALWAYS)]
    following = [
        Run(HERE, FOLLOWED, ALWAYS),
        Run(THERE, FOLLOWED, ELSEWHERE),
        Run(THERE_BY_MANY, SHARED, ELSEWHERE),
    ]
    many = [Run(row, UNPACED, of_one_command(n)) for n, row in enumerate((ONE, TWO, THREE), 1)]
    asking = [
        Run(SQLITE, ASKS, YEOUL),
        Run(ALWAYS.title, ASKS, ALWAYS),
        Run(STORE_SQLITE, STORE_ASKS, YEOUL),
        Run(STORE_POSTGRES, STORE_ASKS, ALWAYS),
    ]
    deaths = [Run(LONELY, LONELY_DEATH, DOOMED), Run(CROWDED, DEATH, DOOMED)]
    follow = "200 answers at 20 tokens/s, asked at one worker and followed by SSE"
    full = "120 answers of 5 000 tokens, as fast as they come, by the workers of one command"
    asked = "50 questions a second, answers of 10 tokens; and the store's part"
    killed = "A worker is killed, and its readers come back at another one"
    return [
        Series(LOG, "200 answers at 20 tokens/s by one worker", log, table.SHARED_LOG, rounds=2),
        Series(FOLLOWING, follow, following, table.FOLLOWING, rounds=2),
        Series(MANY, full, many, table.WORKERS, rounds=2),
        Series(ASKING, asked, asking, table.SHARED_STORE),
        Series(DEATHS, killed, deaths, table.DEATHS),
    ]


def smoke() -> list[Series]:
    """Return tiny runs of what differs."""
    found = []
    for one in series():
        runs = [run._replace(scenario=TINY[run.label]) for run in one.runs if run.label in TINY]
        if runs:
            found.append(one._replace(runs=runs, rounds=1))
    return found
