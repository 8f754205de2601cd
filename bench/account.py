"""``python -m bench.account [SERVER]``: where Yeoul's processor time for a token goes.

One run of the paced series, with samples taken inside the server, of the time in which all streams
are open. SERVER is one of Yeoul's in `bench.servers`: ``yeoul``, ``yeoul-websocket``, …
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import processes, table
from bench.measuring import WORK, measure
from bench.plan import Span
from bench.scenarios import PACED
from bench.servers import SERVERS, Launch, Server, Site

#: Smaller shares are told together, and threads that did less are not told.
_LEAST, _LEAST_US = 0.015, 0.05


def main(arguments: list[str]) -> None:
    """Measure and print."""
    name = arguments[0] if arguments else "yeoul"
    server = next(one for one in SERVERS if one.name == name)
    file = WORK / "account.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    processes.raise_file_limit()
    outcome = measure(PACED, sampled(server, file), processes.share_cores()).outcome
    if outcome.steady is None:
        sys.exit("The streams were never all open: others use this machine too much.")
    samples, threads = json.loads(file.read_text(encoding="utf-8"))
    per_token_us = outcome.steady.server_cpu_s / outcome.steady.tokens * 1e6
    print(f"{server.title}: {per_token_us:.1f} µs/token\n")
    print(table.plain(by_thread(threads, outcome.steady)) + "\n")
    print(table.plain(by_place(samples, outcome.steady)))


def sampled(server: Server, file: Path) -> Server:
    """Return one of Yeoul's servers that writes its samples into a file."""
    start = server.launch

    def launch(site: Site) -> Launch:
        assert start is not None
        [python, _, _, *rest], env = start(site)
        return Launch([python, "-m", "bench.servers.sampled", str(file), *rest], env)

    return replace(server, launch=launch)


def by_thread(accounts: list[Any], span: Span) -> list[list[str]]:
    """Return what each thread took for a token of the span, in its own code and in the kernel."""
    (began_s, first), *_, (ended_s, last) = (one for one in accounts if span.covers(one[0]))
    per_token = span.duration_s / span.tokens / (ended_s - began_s) * 1e6
    found = [["thread", "its own code, µs", "the kernel for it, µs"]]
    for name, times in last.items():
        before = first.get(name, [0.0, 0.0])
        used = [(b - a) * per_token for a, b in zip(before, times, strict=True)]
        if sum(used) > _LEAST_US:
            found.append([name, *(table.number(one) for one in used)])
    return found


def by_place(samples: list[Any], span: Span) -> list[list[str]]:
    """Return each place's share of the loop's time in the span, the largest first."""
    weights: Counter[str] = Counter()
    for at_s, weight_s, place in samples:
        if span.covers(at_s):
            weights[place or "the event loop itself"] += weight_s
    whole = sum(weights.values()) or 1.0
    rows = [(place, w / whole) for place, w in weights.most_common() if w >= whole * _LEAST]
    rest = 1 - sum(share for _, share in rows)
    return [
        ["place, of the loop's thread", "share"],
        *([place, f"{share:.0%}"] for place, share in [*rows, ("the rest", rest)]),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
