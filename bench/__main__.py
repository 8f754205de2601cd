"""``python -m bench``: measures, tells, and writes ``results.json``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import processes, scenarios, table
from bench.figures import Figures, figures
from bench.measuring import measure
from bench.processes import BenchFailed, Cores
from bench.scenarios import Series

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return 1 if a server lost a token or could not be measured."""
    options = _options(arguments)
    # Whoever ends this process ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    processes.raise_file_limit()
    cores = processes.share_cores()
    if cores.server == cores.load:
        print("There is one core only: server and load share it, and disturb each other.")
    results: dict[str, dict[str, Figures]] = {}
    for one in scenarios.smoke() if options.smoke else scenarios.series():
        if not options.scenario or one.scenario.name in options.scenario:
            results[one.scenario.name] = _measure(one, cores, options.server)
    _write(results, options.output)
    return int(any(table.faults(f) != "–" for m in results.values() for f in m.values()))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--smoke", action="store_true", help="tiny numbers, in seconds")
    parser.add_argument("--scenario", action="append", help="only this one")
    parser.add_argument("--server", action="append", help="only this one")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the figures go")
    return parser.parse_args(arguments)


def _measure(one: Series, cores: Cores, wanted: list[str] | None) -> dict[str, Figures]:
    print(f"\n{one.scenario.title}", flush=True)
    measured: dict[str, Figures] = {}
    for server in one.servers:
        if wanted and server.name not in wanted:
            continue
        print(f"  {server.title} … ", end="", flush=True)
        try:
            outcome = measure(one.scenario, server, cores)
        except (BenchFailed, OSError) as error:
            print(f"not measured: {error}", flush=True)
            continue
        measured[server.name] = found = figures(outcome, one.scenario.streams)
        print(f"{table.number(found.cpu_us_per_token)} µs of CPU per token", flush=True)
    if measured:
        print("\n" + table.plain(table.rows(measured, one.columns)), flush=True)
    return measured


def _write(results: dict[str, dict[str, Figures]], path: Path) -> None:
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenarios": {
            name: {server: asdict(one) for server, one in measured.items()}
            for name, measured in results.items()
        },
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
