"""What is measured: series of runs, whose figures stand in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bench import table
from bench.plan import Scenario
from bench.servers import (
    CHAT_COMPLETIONS,
    DIRECT,
    NATIVE_SSE,
    NGINX,
    OTHER_TRANSPORTS,
    THIRTY_LINES,
    YEOUL,
    Server,
)

PACED = Scenario(streams=200, tokens=400, rate=20, ramp_s=4.0)
TRANSPORTS = Scenario(streams=200, tokens=140, rate=20, ramp_s=4.0)
UNPACED = Scenario(streams=100, tokens=1000, rate=0)
FEW = Scenario(streams=50, tokens=120, rate=20, ramp_s=2.0)
MORE = Scenario(streams=800, tokens=180, rate=20, ramp_s=6.0)
MANY = Scenario(streams=1000, tokens=140, rate=10, ramp_s=8.0)
CROWD = Scenario(streams=2000, tokens=32, rate=2, ramp_s=12.0)
ASKS = Scenario(streams=300, tokens=10, rate=0, ramp_s=6.0)
BURST = Scenario(streams=2000, tokens=10, rate=0, ramp_s=1.0)
BESIDE_QUESTIONS = replace(TRANSPORTS, tokens=160, kind="beside", questions=50)
AUDIENCE = Scenario(streams=900, tokens=80, rate=10, ramp_s=2.0, kind="audience")
BESIDE_SILENT = replace(AUDIENCE, silent=100)
STORM = Scenario(streams=1000, tokens=100, rate=10, ramp_s=2.0, kind="storm")
SHORT = {
    TRANSPORTS: replace(TRANSPORTS, tokens=80, ramp_s=2.0),
    ASKS: replace(ASKS, streams=100, ramp_s=2.0),
}
#: Of which series a smoke run measures which rows: whatever differs in kind, once.
SMOKED = {
    "paced": slice(None),
    "unpaced": slice(2),
    "asking": slice(1, None),
    "beside": slice(1, None),
    "transports": slice(None),
    "audience": slice(1, None),
    "storm": slice(None),
}


class Run(NamedTuple):
    """One row of a table."""

    label: str
    scenario: Scenario
    server: Server


class Series(NamedTuple):
    """Runs that are compared; in a round each takes its turn."""

    name: str
    title: str
    runs: Sequence[Run]
    columns: table.Columns
    rounds: int = 1


def _each(scenario: Scenario, *servers: Server) -> list[Run]:
    return [Run(server.title, scenario, server) for server in servers]


def series(peers: Sequence[Server] = ()) -> list[Series]:
    """Return all that is measured, in order."""
    return [*_beside_others(peers), *_at_scale(), *_of_one_answer()]


def _beside_others(peers: Sequence[Server]) -> list[Series]:
    all_servers = (DIRECT, NGINX, YEOUL, THIRTY_LINES, NATIVE_SSE, *peers)
    # A gateway of others, which is asked as Yeoul's door for the same clients.
    gateways = [peer for peer in peers if peer.dialect == CHAT_COMPLETIONS.dialect]
    transports = (NGINX, YEOUL, *OTHER_TRANSPORTS, *gateways)
    paced = "200 answers of 400 tokens at 20 tokens/s"
    unpaced = "100 answers of 1 000 tokens, as fast as they come"
    asking = "50 questions a second, answers of 10 tokens"
    burst = "2 000 questions within one second, answers of 10 tokens"
    beside = "200 answers at 20 tokens/s, while 50 questions a second come"
    every = "Every transport: 200 answers of 140 tokens at 20 tokens/s"
    return [
        Series("paced", paced, _each(PACED, *all_servers), table.PACED),
        Series("unpaced", unpaced, _each(UNPACED, *all_servers), table.UNPACED),
        Series("asking", asking, _each(ASKS, NGINX, YEOUL, THIRTY_LINES), table.ASKING),
        Series("burst", burst, _each(BURST, YEOUL, THIRTY_LINES), table.BURST),
        Series("beside", beside, _each(BESIDE_QUESTIONS, NGINX, YEOUL), table.BESIDE),
        Series("transports", every, _each(TRANSPORTS, *transports), table.TRANSPORTS),
    ]


def _at_scale() -> list[Series]:
    growth = [
        Run(f"{server.title}: {scenario.streams} streams", scenario, server)
        for scenario, servers in ((FEW, (NGINX, YEOUL, THIRTY_LINES)), (MORE, (NGINX, YEOUL)))
        for server in servers
    ]
    many, crowd = "1 000 streams at 10 tokens/s", "2 000 streams at 2 tokens/s"
    return [
        Series("growth", "How cost grows, at 20 tokens/s", growth, table.GROWTH),
        Series("many", many, _each(MANY, NGINX, YEOUL), table.MANY),
        Series("crowd", crowd, _each(CROWD, NGINX, YEOUL), table.CROWD),
    ]


def _of_one_answer() -> list[Series]:
    audience = [
        Run("900 readers", AUDIENCE, YEOUL),
        Run("900 readers beside 100 that never read", BESIDE_SILENT, YEOUL),
    ]
    storm = "1 000 readers of one answer lose their connections and come back at once"
    return [
        Series("audience", "One answer and its readers, 10 tokens/s", audience, table.AUDIENCE),
        Series("storm", storm, _each(STORM, YEOUL), table.STORM),
    ]


def smoke(full: Sequence[Series]) -> list[Series]:
    """Return tiny runs of everything that differs: whether it works, not how fast.

    What the guard compares is only shorter, under the same load as in a whole run.
    """
    return [
        one._replace(
            rounds=1,
            runs=[
                run._replace(scenario=SHORT.get(run.scenario) or _tiny(run.scenario))
                for run in one.runs[SMOKED[one.name]]
            ],
        )
        for one in full
        if one.name in SMOKED
    ]


def _tiny(scenario: Scenario) -> Scenario:
    small = replace(
        scenario,
        streams=3,
        ramp_s=0.0,
        calm_s=0.3,
        silent=min(scenario.silent, 1),
        questions=min(scenario.questions, 5),
    )
    if scenario.kind == "ask":
        return replace(small, tokens=24, rate=100 if scenario.rate else 0)
    # Readers come to an answer that is growing already, also on a machine that is busy.
    return replace(small, tokens=60, rate=20)
