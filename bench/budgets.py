"""The budgets: the one place where their bars stand, and whether a run meets them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Figures
from bench.quantities import (
    Measured,
    Quantity,
    cpu_per_answer,
    cpu_per_token,
    latency_p50,
    latency_p99,
    tokens_per_core,
    worse,
)
from bench.servers import CHAT_COMPLETIONS, DOORS, LONG_POLLING, NGINX, YEOUL
from bench.servers.peers import LITELLM
from bench.table import NONE, number


@dataclass(frozen=True)
class Budget:
    """What a quantity may be at most, or must be at least."""

    title: str
    quantity: Quantity
    bar: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    digits: int = 1
    #: Where there are fewer cores for all that runs, it cannot be shown.
    cores: int = 0

    def write(self, value: float | None) -> str:
        """Return a value with its unit."""
        return NONE if value is None else f"{number(value, self.digits)}{self.unit}"

    def limit(self, value: float | None) -> str:
        """Return a bar or an aim."""
        return NONE if value is None else f"{'≥' if self.at_least else '≤'} {self.write(value)}"

    def verdict(self, value: float | None) -> str:
        """Return whether the budget is met."""
        if value is None:
            return "not measured"
        if not self._holds(value, self.bar):
            return "no"
        return "yes, the aim too" if self.aim and self._holds(value, self.aim) else "yes"

    def _holds(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit


def _kilobytes(one: Figures) -> float | None:
    grown = one.memory_bytes_per_stream
    return None if grown is None else grown / 1000


_PACED, _TRANSPORTS = "paced", "transports"
#: KB are 1 000 bytes. Long polling is to cost a quarter of what it did: 250 µs a token where nginx
#: took 20, and a p99 of 148 ms.
BUDGETS = (
    Budget(
        "processor time of a token, against nginx",
        Quantity(_PACED, YEOUL.title, cpu_per_token, NGINX.title),
        bar=3.0,
        aim=2.0,
        unit="×",
        digits=2,
    ),
    Budget("added latency, p50", Quantity(_PACED, YEOUL.title, latency_p50), 5.0, " ms"),
    Budget("added latency, p99", Quantity(_PACED, YEOUL.title, latency_p99), 25.0, " ms"),
    Budget(
        "bytes on the wire for a token, beside its text",
        Quantity(_PACED, YEOUL.title, lambda f: f.wire_bytes_per_token),
        bar=60,
        unit=" bytes",
        digits=0,
    ),
    Budget(
        "tokens a second of one core, as fast as they come",
        Quantity("unpaced", YEOUL.title, tokens_per_core),
        bar=150_000,
        unit="",
        at_least=True,
        digits=0,
    ),
    Budget(
        "processor time of a question with its ten tokens",
        Quantity("asking", YEOUL.title, cpu_per_answer),
        bar=3.0,
        aim=1.5,
        unit=" ms",
        digits=2,
    ),
    Budget(
        "2 000 questions within one second: first token, p50",
        Quantity("burst", YEOUL.title, lambda f: f.first_token_p50_ms),
        bar=2_000,
        unit=" ms",
        digits=0,
    ),
    Budget(
        "2 000 questions within one second: refused",
        Quantity("burst", YEOUL.title, lambda f: f.refused),
        bar=0,
        unit="",
        digits=0,
    ),
    Budget(
        "added latency while 50 questions a second come, p99",
        Quantity("beside", YEOUL.title, latency_p99),
        bar=25.0,
        unit=" ms",
    ),
    Budget(
        "memory of an open stream at 2 000",
        Quantity("crowd", YEOUL.title, _kilobytes),
        bar=44.0,
        aim=36.0,
        unit=" KB",
    ),
    Budget(
        "processor time of a token by long polling, against nginx",
        Quantity(_TRANSPORTS, LONG_POLLING.title, cpu_per_token, NGINX.title),
        bar=3.1,
        unit="×",
        digits=2,
    ),
    Budget(
        "added latency by long polling, p99",
        Quantity(_TRANSPORTS, LONG_POLLING.title, latency_p99),
        bar=37.0,
        unit=" ms",
    ),
    *(
        Budget(
            f"processor time of a token {door.title.partition(', ')[2]}, against POST with SSE",
            Quantity(_TRANSPORTS, door.title, cpu_per_token, YEOUL.title),
            bar=1.15,
            unit="×",
            digits=2,
        )
        for door in DOORS
    ),
    Budget(
        "processor time of a token by Chat Completions, against LiteLLM's proxy",
        Quantity(_TRANSPORTS, CHAT_COMPLETIONS.title, cpu_per_token, LITELLM.title),
        bar=1 / 8,
        unit="×",
        digits=3,
    ),
    Budget(
        "start to ready, without the model",
        Quantity("asking", YEOUL.title, lambda f: f.ready_s),
        bar=1.5,
        unit=" s",
        digits=2,
    ),
)


def rows(machines: Mapping[str, Measured], budgets: Sequence[Budget] = BUDGETS) -> list[list[str]]:
    """Return a heading, and a row for each budget: met is what every machine meets."""
    found = [["budget", "bar", "aim", *machines, "met"]]
    for budget in budgets:
        values = [budget.quantity.of(measured) for measured in machines.values()]
        worst = worse(values, at_least=budget.at_least)
        limits = budget.limit(budget.bar), budget.limit(budget.aim)
        found.append(
            [budget.title, *limits, *map(budget.write, values), _verdict(budget, worst, machines)],
        )
    return found


def _verdict(budget: Budget, worst: float | None, machines: Mapping[str, Measured]) -> str:
    verdict = budget.verdict(worst)
    used = [one.cores for each in machines.values() for one in budget.quantity.rows(each)]
    fewest = min((cores for cores in used if cores), default=budget.cores)
    if verdict == "no" and fewest < budget.cores:
        return f"not shown: {fewest:.0f} cores for all, {budget.cores} needed"
    return verdict
