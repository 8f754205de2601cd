"""What is measured, and of which servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bench import table
from bench.measuring import Scenario
from bench.servers import FOLLOWERS, SERVERS, Server

PACED = Scenario("paced", "200 streams of 400 tokens at 20/s", 200, 400, 20, 2.0, 60)
UNPACED = Scenario("unpaced", "100 streams of 1 000 tokens, unpaced", 100, 1000, 0, 0.0, 60)


class Series(NamedTuple):
    """A scenario, the servers that are measured in it, one after the other, and its table."""

    scenario: Scenario
    servers: Sequence[Server]
    columns: Sequence[table.Column]


def series() -> list[Series]:
    """Return all that is measured, in order."""
    askers = [server for server in SERVERS if server not in FOLLOWERS]
    return [Series(PACED, SERVERS, table.PACED), Series(UNPACED, askers, table.UNPACED)]


def smoke() -> list[Series]:
    """Return the same with tiny numbers: whether it works, not how fast."""
    return [
        one._replace(scenario=replace(one.scenario, streams=3, tokens=12, ramp_s=0.0, limit_s=20.0))
        for one in series()
    ]
