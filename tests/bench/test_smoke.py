"""The whole of `make bench` with tiny numbers: that it works, not how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import scenarios
from bench.figures import FAULTS
from bench.servers import NGINX, find_nginx
from scripts.steps import ROOT


@pytest.mark.timeout(300)
def test_everything_is_measured_and_nothing_is_lost(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "bench", "--smoke", "--output", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["series"]
    for series in scenarios.smoke(scenarios.series()):
        rows = measured[series.name]
        for run in series.runs:
            if run.server is NGINX and find_nginx() is None:
                assert "nginx" in rows[run.label]["not_measured"]
            else:
                assert [rows[run.label][fault] for fault in FAULTS] == [0] * len(FAULTS)
                assert rows[run.label]["tokens_per_s"] > 0 or run.scenario.kind != "ask"
