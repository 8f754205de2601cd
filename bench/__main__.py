"""``python -m bench``: measures, tells while it does, and keeps the results."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import (
    budgets,
    guard,
    processes,
    records,
    results,
    scenarios,
    table,
    worker_budgets,
    worker_scenarios,
)
from bench.figures import Figures, figures, median
from bench.machine import this_machine
from bench.measuring import WORK, measure
from bench.processes import BenchFailed, Cores
from bench.results import Results
from bench.scenarios import Run, Series
from bench.servers.peers import PEERS

ENOUGH_FILES = 5_000


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return 1 if a token was lost or something else went wrong."""
    options = _options(arguments)
    # Whoever ends this process ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    cores = _prepare()
    started_s = time.monotonic()
    series = _series(options)
    if options.smoke:
        print("A smoke run: fewer streams or shorter answers than the titles say.")
    found = Results(this_machine(cores), options.rounds)
    print(f"This is {found.machine}.", flush=True)
    for one in series:
        if not options.only or one.name in options.only:
            found.measured[one.name] = _measure(one, cores, options)
    results.write(found, options.output)
    if not options.smoke:
        kind = worker_budgets.BUDGETS if options.workers else budgets.BUDGETS
        print("\nBudgets")
        print(table.plain(budgets.rows({found.machine.processor: found.measured}, kind)))
    if not options.workers:
        _guard(found, series, cores, options)
    if options.record:
        records.keep(found, records.WORKERS if options.workers else records.FOLDER)
        records.write_documents()
    print(f"\nMeasured in {(time.monotonic() - started_s) / 60:.1f} minutes.", flush=True)
    if not found.faultless:
        print("Something was lost or went wrong: see the last columns.", flush=True)
    return 0 if found.faultless else 1


def _series(options: argparse.Namespace) -> list[Series]:
    """Return what is to be measured."""
    if options.workers:
        return worker_scenarios.smoke() if options.smoke else worker_scenarios.series()
    series = scenarios.series(PEERS if options.peers else ())
    return scenarios.smoke(series) if options.smoke else series


def _guard(
    found: Results, series: Sequence[Series], cores: Cores, options: argparse.Namespace
) -> None:
    """Say how the ratios are beside the recorded ones; what seems worse is measured once more."""
    record = guard.record_for(found, records.read())
    if record is None:
        return
    compared = guard.compare(found.measured, record.measured)
    if suspects := guard.rows_of([one for one in compared if one.warns]):
        print("\nOnce more, because it seems worse than recorded:", flush=True)
        again = dict(found.measured)
        for one in series:
            if runs := [run for run in one.runs if (one.name, run.label) in suspects]:
                measured = _measure(one._replace(runs=runs), cores, options)
                again[one.name] = again[one.name] | measured
        compared = guard.confirmed(compared, guard.compare(again, record.measured))
    print(f"\nRatios beside those of {record.measured_at[:10]}, {record.machine.processor}")
    print(table.plain(guard.rows(compared)), flush=True)
    if worse := [one.title for one in compared if one.warns]:
        print(f"WARNING: more than {guard.ALLOWED:.0%} worse: {'; '.join(worse)}.", flush=True)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--smoke", action="store_true", help="tiny numbers, and the guard")
    parser.add_argument(
        "--record", action="store_true", help="keep the results as this machine's record"
    )
    parser.add_argument("--peers", action="store_true", help="servers of others too")
    parser.add_argument("--workers", action="store_true", help="several workers, and nothing else")
    parser.add_argument("--only", action="append", help="only this series")
    parser.add_argument("--server", action="append", help="only this server")
    parser.add_argument("--rounds", type=int, default=1, help="the median of so many")
    parser.add_argument("--output", type=Path, help="the folder of the results")
    options = parser.parse_args(arguments)
    options.output = options.output or (WORK / "workers" if options.workers else WORK)
    if options.record and (options.smoke or options.only or options.server):
        parser.error("a record is of a whole run")
    return options


def _prepare() -> Cores:
    """Raise the limits, share the cores, and say what will disturb the figures."""
    if processes.raise_file_limit() < ENOUGH_FILES:
        print("Few files may be open here (ulimit -n): not all streams will find room.")
    cores = processes.share_cores()
    if cores.server == cores.load:
        print("There is one core only: server and load share it, and disturb each other.")
    return cores


def _measure(one: Series, cores: Cores, options: argparse.Namespace) -> dict[str, Figures | str]:
    print(f"\n{one.title}", flush=True)
    runs = [run for run in one.runs if not options.server or run.server.name in options.server]
    rounds: dict[str, list[Figures]] = {run.label: [] for run in runs}
    failed: dict[str, str] = {}
    for _ in range(one.rounds * options.rounds):
        for run in runs:
            try:
                rounds[run.label].append(_measure_once(run, cores))
            except (BenchFailed, OSError) as error:
                failed[run.label] = str(error).partition("\n")[0]
                print(f"not measured: {error}", flush=True)
    measured = {label: median(found) if found else failed[label] for label, found in rounds.items()}
    print("\n" + table.plain(table.rows(measured, one.columns)), flush=True)
    if any(isinstance(f, Figures) and f.foreign_busy > guard.DISTURBED for f in measured.values()):
        print("Others were on the server's core: measure again when they are not.", flush=True)
    return measured


def _measure_once(run: Run, cores: Cores) -> Figures:
    print(f"  {run.label} … ", end="", flush=True)
    started_s = time.monotonic()
    scenario = run.scenario
    found = figures(measure(scenario, run.server, cores), scenario.streams, scenario.readers)
    print(f"{time.monotonic() - started_s:.1f} s", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
