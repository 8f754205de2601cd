"""What the load generator is told, and what it tells: both cross a pipe as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Scenario:
    """What a server is asked for."""

    streams: int
    tokens: int
    #: Tokens per second of one stream; 0 = as fast as they come.
    rate: int
    #: Over how many seconds the streams begin.
    ramp_s: float = 0.0
    #: After how many seconds what has not ended is left.
    limit_s: float = 90.0
    #: ``ask``: every stream is a question of its own. ``audience``: one answer, which all read.
    #: ``storm``: the same, and in the middle all of them lose their connection at once.
    #: ``beside``: as ``ask``, and further questions come as long as the streams run.
    #: ``readers``: answers that are asked at one worker and followed at another. ``death``: the
    #: same at one worker, which is killed in the middle. ``store``: questions to the store alone.
    kind: str = "ask"
    #: How long the readers are together before the storm.
    calm_s: float = 2.0
    #: Further readers of the same answer, who never read.
    silent: int = 0
    #: Beside the streams: questions for each second, with answers of ten tokens.
    questions: int = 0
    #: Where answers are followed by others than who asked: the readers of each.
    readers: int = 1


@dataclass(frozen=True)
class Plan:
    """One measurement of one server."""

    scenario: Scenario
    port: int
    dialect: str
    server_pid: int
    upstream_pid: int
    server_cores: list[int]
    #: The engines that workers share.
    engine_pids: list[int] = field(default_factory=list)
    #: Another worker, at which answers are followed; 0 = the one that is asked.
    other_port: int = 0
    #: The worker that is asked, where that is another one; in a death it is killed.
    first_pid: int = 0
    #: The address of the store, and the command that tells how often it was read up to now, and
    #: how many statements it has run.
    store_url: str = ""
    count_store: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the plan as one line."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(line: str) -> Plan:
        """Return the plan that `to_json` wrote."""
        told = json.loads(line)
        return Plan(scenario=Scenario(**told.pop("scenario")), **told)


@dataclass(frozen=True)
class Span:
    """What happened between two moments."""

    #: On the monotonic clock, which all processes share.
    began_s: float
    duration_s: float
    tokens: int
    wire_bytes: int
    server_cpu_s: float
    upstream_cpu_s: float
    load_cpu_s: float
    #: What the server's cores did for it and for strangers.
    cores_busy_s: float
    #: Of the engines that workers share.
    engine_cpu_s: float = 0.0

    def covers(self, at_s: float) -> bool:
        """Return whether a moment of the monotonic clock lies in it."""
        return self.began_s <= at_s <= self.began_s + self.duration_s


@dataclass(frozen=True)
class Outcome:
    """What came of a plan."""

    #: From the first question to the last byte.
    whole: Span
    #: While all streams were open and none had ended; in a storm, until all are back.
    steady: Span | None
    missing: int
    misplaced: int
    refused: int
    #: Streams that the server broke off, and those that had not ended at the limit.
    cut: int
    unfinished: int
    #: Resident memory before the first question, and at the end of ``steady``.
    idle_bytes: int
    open_bytes: int
    latency_us: list[int] = field(repr=False)
    first_token_us: list[int] = field(repr=False)
    #: How often the store was read, and how many statements it has run, where that is counted: in
    #: a death until all readers are back.
    store_use: list[int] = field(default_factory=list)

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
