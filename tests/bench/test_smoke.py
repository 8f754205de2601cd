"""The whole of `make bench` with tiny numbers: that it works, not how fast."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench import accounts, guard, scenarios, worker_scenarios
from bench.figures import FAULTS
from bench.servers import NGINX, find_nginx
from scripts.steps import ROOT


@pytest.mark.timeout(600)
def test_everything_is_measured_and_nothing_is_lost(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "bench", "--smoke", "--output", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert all(title in done.stdout for title in guard.RATIOS)
    measured = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["series"]
    for series in scenarios.smoke(scenarios.series()):
        rows = measured[series.name]
        for run in series.runs:
            if run.server is NGINX and find_nginx() is None:
                assert "nginx" in rows[run.label]["not_measured"]
            else:
                assert [rows[run.label][fault] for fault in FAULTS] == [0] * len(FAULTS)
                assert rows[run.label]["tokens_per_s"] > 0 or run.scenario.kind != "ask"


@pytest.mark.timeout(300)
def test_several_workers_are_measured_and_a_death_loses_nothing(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "bench", "--workers", "--smoke", "--output", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["series"]
    for series in worker_scenarios.smoke():
        for run in series.runs:
            row = measured[series.name][run.label]
            assert [row[fault] for fault in FAULTS] == [0] * len(FAULTS)
    [killed] = measured[worker_scenarios.DEATHS].values()
    assert killed["store_reads_per_answer"] > 0
    assert 0 < killed["first_token_p50_ms"] <= killed["first_token_last_ms"]
    [two] = measured[worker_scenarios.MANY].values()
    assert two["engine_us_per_token"] > 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_stops_all_that_it_has_started(tmp_path: Path, sent: int) -> None:
    chosen = ["--only", "paced", "--server", "direct", "--output", str(tmp_path)]
    argv = [sys.executable, "-m", "bench", *chosen]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "…" not in process.stdout.read(1):
            pass
        handles: list[int] = []
        while not handles:
            handles = [os.pidfd_open(pid) for pid in accounts.family(process.pid)[1:]]
        process.send_signal(sent)
        status = process.wait(60)

    assert status == {signal.SIGINT: 130, signal.SIGTERM: 143}[signal.Signals(sent)]
    for handle in handles:  # readable once its process has ended
        assert select.select([handle], [], [], 60.0)[0]
        os.close(handle)
    assert not (tmp_path / "results.json").exists()
