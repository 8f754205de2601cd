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
DEATH = Scenario(
    streams=2000, tokens=150, rate=ECHO_RATE, ramp_s=5.0, kind="death", readers=10, calm_s=1.0
)
SQLITE = "SQLite, in the process"
HERE, THERE = "followed at the worker that writes", "followed at another worker"
THERE_BY_MANY = f"{MANY_READERS} readers of each, at another worker"
STORE_SQLITE, STORE_POSTGRES = "the store alone: SQLite", "the store alone: PostgreSQL"
KILLED = "2 000 readers of 200 answers"
#: Tiny runs of what differs: whether it works, not how fast.
TINY = {
    ALWAYS.title: replace(PACED, streams=3, tokens=24, rate=100, ramp_s=0.0),
    THERE_BY_MANY: replace(SHARED, streams=8, tokens=40, ramp_s=0.0),
    "2 workers": replace(UNPACED, streams=4, tokens=100),
    STORE_POSTGRES: replace(STORE_ASKS, streams=5),
    KILLED: replace(DEATH, streams=20, tokens=40, ramp_s=0.0, calm_s=0.3),
}


def series() -> list[Series]:
    """Return all that is measured of several workers, in order."""
    logs = [Run(SQLITE, PACED, YEOUL)]
    logs += [Run(server.title, PACED, server) for server in (EVERYSEC, ALWAYS)]
    followed = [
        Run(HERE, FOLLOWED, ALWAYS),
        Run(THERE, FOLLOWED, ELSEWHERE),
        Run(THERE_BY_MANY, SHARED, ELSEWHERE),
    ]
    commands = [of_one_command(workers) for workers in (1, 2, 3)]
    many = [Run(server.title, UNPACED, server) for server in commands]
    asking = [
        Run(SQLITE, ASKS, YEOUL),
        Run(ALWAYS.title, ASKS, ALWAYS),
        Run(STORE_SQLITE, STORE_ASKS, YEOUL),
        Run(STORE_POSTGRES, STORE_ASKS, ALWAYS),
    ]
    return [
        Series("workers-log", "200 answers at 20 tokens/s, by one worker", logs, table.WORKERS_LOG),
        Series(
            "workers-followed",
            "The same, asked in JSON and followed by SSE: here and elsewhere",
            followed,
            table.WORKERS_FOLLOWED,
        ),
        Series(
            "workers-many",
            "120 answers of 5 000 tokens, as fast as they come, by workers of one command",
            many,
            table.WORKERS_MANY,
        ),
        Series("workers-asking", "50 questions a second", asking, table.WORKERS_ASKING),
        Series(
            "workers-death",
            "A worker is killed, and its readers come back at another",
            [Run(KILLED, DEATH, DOOMED)],
            table.WORKERS_DEATH,
        ),
    ]


def smoke() -> list[Series]:
    """Return the same with few rows and tiny numbers."""
    return [
        one._replace(
            runs=[run._replace(scenario=TINY[run.label]) for run in one.runs if run.label in TINY]
        )
        for one in series()
    ]
