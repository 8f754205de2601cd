"""The whole of `make bench` with tiny numbers: that it works, not how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.servers import SERVERS, find_nginx
from scripts.steps import ROOT


@pytest.mark.timeout(180)
def test_every_server_is_measured_and_loses_nothing(tmp_path: Path) -> None:
    results = tmp_path / "results.json"

    argv = [sys.executable, "-m", "bench", "--smoke", "--output", str(results)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads(results.read_text(encoding="utf-8"))["scenarios"]
    expected = {server.name for server in SERVERS} - (set() if find_nginx() else {"nginx"})
    assert set(measured["paced"]) == expected
    for scenario in measured.values():
        for one in scenario.values():
            assert [one[f] for f in ("missing", "misplaced", "refused", "cut")] == [0, 0, 0, 0]
            assert one["tokens_per_s"] > 0
