"""What the load generator is told, and what it tells: both cross a pipe as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Plan:
    """One measurement of one server."""

    port: int
    dialect: str
    streams: int
    tokens: int
    #: Tokens per second of one stream; 0 = as fast as they come.
    rate: int
    #: Over how many seconds the streams begin.
    ramp_s: float
    #: After how many seconds what is missing is missing.
    limit_s: float
    server_pid: int
    upstream_pid: int

    def to_json(self) -> str:
        """Return the plan as one line."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(line: str) -> Plan:
        """Return the plan that `to_json` wrote."""
        return Plan(**json.loads(line))


@dataclass(frozen=True)
class Span:
    """What happened between two moments."""

    duration_s: float
    tokens: int
    wire_bytes: int
    server_cpu_s: float
    upstream_cpu_s: float
    load_cpu_s: float


@dataclass(frozen=True)
class Outcome:
    """What came of a plan."""

    #: From the first question to the last byte.
    whole: Span
    #: While all streams were open and none had ended; None if there was no such time.
    steady: Span | None
    missing: int
    misplaced: int
    refused: int
    cut: int
    idle_bytes: int
    open_bytes: int
    latency_us: list[int] = field(repr=False)
    first_token_us: list[int] = field(repr=False)

    def to_json(self) -> str:
        """Return the outcome as one line."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(line: str) -> Outcome:
        """Return the outcome that `to_json` wrote."""
        told = json.loads(line)
        steady = told.pop("steady")
        whole = Span(**told.pop("whole"))
        return Outcome(whole=whole, steady=Span(**steady) if steady else None, **told)
