"""Where a token's time goes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench import account
from bench.plan import Span
from bench.servers import YEOUL, Site
from bench.servers.sampled import Sampler
from scripts.steps import ROOT

#: From the tenth to the fourteenth second, 1 000 tokens.
SPAN = Span(10.0, 4.0, 1000, 0, 0.0, 0.0, 0.0, 0.0)


def test_a_thread_is_told_by_what_it_took_for_a_token_of_the_span() -> None:
    accounts = [
        [9.0, {"loop": [5.0, 5.0]}],
        [11.0, {"loop": [6.0, 6.0], "idle": [1.0, 1.0]}],
        [13.0, {"loop": [6.02, 6.01], "idle": [1.0, 1.0], "log": [0.005, 0.0]}],
        [15.0, {"loop": [99.0, 99.0]}],
    ]

    assert account.by_thread(accounts, SPAN)[1:] == [
        ["loop", "40.0", "20.0"],
        ["log", "10.0", "0.0"],
    ]


def test_a_place_is_told_by_its_share_of_the_time_in_the_span() -> None:
    samples = [
        [9.0, 100.0, "before"],
        [11.0, 0.1, ""],
        [12.0, 0.3, "yeoul/eventlog"],
        [12.5, 0.599, "yeoul/providers"],
        [13.0, 0.001, "json"],
        [15.0, 100.0, "after"],
    ]

    assert account.by_place(samples, SPAN)[1:] == [
        ["yeoul/providers", "60%"],
        ["yeoul/eventlog", "30%"],
        ["the event loop itself", "10%"],
        ["the rest", "0%"],
    ]


def function(file: str, body: str) -> Callable[..., Any]:
    """Return a function of one argument, ``go``, that stands in this file."""
    scope: dict[str, Any] = {}
    exec(compile(f"import sys\ndef function(go):\n {body}\n", file, "exec"), scope)
    found: Callable[..., Any] = scope["function"]
    return found


def standing(*files: str) -> str:
    """Return the place that is told where functions of these files have called each other."""
    sampler = Sampler()
    *outer, innermost = files
    call = partial(function(innermost, "go(0, sys._getframe())"), sampler.take)
    for file in reversed(outer):
        call = partial(function(file, "go()"), call)
    call()
    return sampler.samples[-1][2]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (["/lib/asyncio/runners.py", "/src/yeoul/providers/a.py"], "yeoul/providers"),
        (["/src/yeoul/providers/a.py", "/lib/json/decoder.py"], "yeoul/providers"),
        (["/src/yeoul/providers/a.py", "/x/site-packages/uvicorn/b.py"], "uvicorn"),
        (["/src/yeoul/cli.py", "/lib/asyncio/runners.py", "/lib/socket.py"], ""),
    ],
    ids=["ours", "the standard library", "a package", "the loop"],
)
def test_the_innermost_package_counts(files: list[str], place: str) -> None:
    assert standing(*files) == place


def test_a_function_that_has_only_begun_is_not_what_was_interrupted() -> None:
    sampler = Sampler()

    sampler.take(0, function("/src/yeoul/providers/a.py", "yield")(0).gi_frame)

    assert sampler.samples[-1][2] == ""


def test_a_server_that_is_sampled_writes_down_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "samples.json"
    launch = account.sampled(YEOUL, file).launch
    assert launch is not None
    argv, env = launch(Site(tmp_path, 0, 0))
    argv = [*argv[: argv.index("serve")], "doctor"]

    subprocess.run(argv, cwd=ROOT, env=dict(env), capture_output=True, check=False)

    samples, threads = json.loads(file.read_text("utf-8"))
    assert any(weight_s > 0 for _, weight_s, _ in samples)
    assert "MainThread" in threads[0][1]
