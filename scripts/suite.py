"""The parts of `make check` and `make test`: run side by side and timed, then summed up.

A failed part shows all of its output, and so do tests. The other parts go on, so one run reports
everything. The long part of a lane may print while it runs; the output of the others waits.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from scripts import browser, page
from scripts.environment import BIN, PYTHON, site_packages, tool_environment
from scripts.steps import LOGS, ROOT, seconds

WEB = ROOT / "web"
PAGE_COSTS = "tests/e2e/costs"
#: File by file: what a file's tests share is made once. In the order of their names: else those
#: with the fewest tests come last, some of which take minutes on one processor.
BY_FILE = ("--dist=loadfile", "--no-loadscope-reorder", "--max-worker-restart=3")
IN_TWO = ("--numprocesses=2", *BY_FILE)
#: For tests that wait much: two processes leave half a processor of two idle.
IN_THREE = ("--numprocesses=3", *BY_FILE)
#: Seconds that a part may take on a slow machine; one that hangs takes longer.
LIMIT_S = 40 * 60.0
#: Seconds in which a part that was told to end has to, and its output when it has ended.
GRACE_S = 10.0


class Part(NamedTuple):
    """A command with a name; a ``live`` part prints while it runs."""

    name: str
    argv: Sequence[str]
    cwd: Path = ROOT
    live: bool = False
    env: Mapping[str, str] = {}
    #: For tests: words in the last line that mean failure although the status is 0.
    refused: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """The outcome of a part: its status, duration, last line and whole output."""

    part: Part
    status: int
    duration_s: float
    last_line: str
    output: str


def check() -> int:
    """Run the checks of both languages and return 1 if one failed."""
    return _summary(_run_lanes([python_checks(), web_checks()]))


def test() -> int:
    """Run the checks, then the tests of both languages, and return 1 if one failed."""
    stages = (
        [python_checks(), web_checks()],
        [[fault_tests(), *web_tests()], [python_tests()]],
        # Alone, because they measure.
        [[page_cost_tests()]],
        [[browser_tests()]],
    )
    return _summary([outcome for lanes in stages for outcome in _run_lanes(lanes)])


def fmt() -> int:
    """Format both languages, apply the linters' repairs, and return 1 if one failed."""
    python = [
        Part("ruff check --fix", [str(BIN / "ruff"), "check", "--fix", "--quiet"]),
        Part("ruff format", [str(BIN / "ruff"), "format", "--quiet"]),
    ]
    web = [_npm_part("web format", "run", "format")]
    return _summary(_run_lanes([python, web]))


def python_checks() -> list[Part]:
    """Return the checks of the Python code and of the repository as a whole."""
    return [
        Part("ruff check", [str(BIN / "ruff"), "check"]),
        Part("ruff format", [str(BIN / "ruff"), "format", "--check"]),
        Part("house laws", [PYTHON, "-m", "scripts.laws"]),
        Part("import law", [str(BIN / "lint-imports"), "--no-cache"]),
        Part("mypy", [str(BIN / "mypy")]),
    ]


def web_checks() -> list[Part]:
    """Return the checks of the page's code."""
    types = Part("wire types", [PYTHON, "-m", "scripts.wire_types", "--check"])
    return [types, _npm_part("web check", "run", "check")]


def fault_tests() -> Part:
    """Return the fault tests, in two processes: many kill servers, and wait."""
    return _pytest("pytest faults", "tests/faults", *IN_TWO, live=True)


def python_tests() -> Part:
    """Return the other Python tests, in three processes."""
    return _pytest("pytest", "--ignore=tests/e2e", "--ignore=tests/faults", *IN_THREE)


def page_cost_tests() -> Part:
    """Return the tests of what the page costs its reader's processor."""
    return _pytest("pytest costs", PAGE_COSTS, live=True)


def browser_tests() -> Part:
    """Return the other tests of the page, in two processes."""
    return _pytest("pytest browser", "tests/e2e", f"--ignore={PAGE_COSTS}", *IN_TWO, live=True)


def _pytest(name: str, *arguments: str, live: bool = False) -> Part:
    """Return pytest with every test that it collects under ``arguments``.

    A test that cannot run on this machine, such as one that mounts a small disk, is named in the
    closing report. A selection that leaves tests out is a failure.
    """
    argv = [PYTHON, "-m", "pytest", *arguments]
    refused = ("deselected", "no tests ran")
    return Part(name, argv, live=live, env=browser.environment(), refused=refused)


def web_tests() -> list[Part]:
    """Return the tests of the page's code and its library, and the size budgets."""
    return [
        _npm_part("web test", "test"),
        _npm_part("web size", "run", "size"),
        _npm_part("web client", "run", "client:check"),
    ]


def _npm_part(name: str, *arguments: str) -> Part:
    npm = page.system_npm() or page.packaged_npm(site_packages())
    if npm is None:
        raise page.PageFailed("There is no npm, although it was just installed.")
    return Part(name, [*npm.argv, *arguments], cwd=WEB, env=npm.environment())


def _run_lanes(lanes: Sequence[Sequence[Part]]) -> list[Outcome]:
    """Run lanes side by side, each one's parts in order, and report how each part ended."""
    outcomes: list[Outcome] = []
    running: set[subprocess.Popen[bytes]] = set()
    quiet = threading.Lock()
    interrupted = threading.Event()
    speaks = any(part.live for lane in lanes for part in lane)

    def run_lane(lane: Sequence[Part]) -> None:
        for part in lane:
            outcome = _run(part, running)
            if interrupted.is_set():
                return
            with quiet:
                outcomes.append(outcome)
                if not speaks:
                    _report(outcome)

    threads = [threading.Thread(target=run_lane, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    try:
        _join(threads)
    except KeyboardInterrupt:
        interrupted.set()
        # They are in groups of their own, which a terminal's Ctrl+C does not reach.
        for process in tuple(running):
            _signal(process, signal.SIGINT)
        raise
    if speaks:
        for outcome in outcomes:
            _report(outcome)
    return outcomes


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _run(part: Part, running: set[subprocess.Popen[bytes]]) -> Outcome:
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    lines: list[str] = []
    process = subprocess.Popen(
        part.argv,
        cwd=part.cwd,
        env={**tool_environment(), **part.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,  # to end it with all that it started
    )
    running.add(process)
    for text in _output(process, started + LIMIT_S):
        lines.append(text)
        if part.live:
            print(text, end="", flush=True)
    running.discard(process)
    output_text = "".join(lines)
    (LOGS / f"{part.name.replace(' ', '-')}.log").write_text(output_text)
    last = next((line for line in reversed(output_text.splitlines()) if line.strip()), "")
    # A test that ends the process with status 0 also ends all tests after it.
    cut_off = bool(part.refused) and " passed" not in last
    status = process.wait() or int(cut_off or any(word in last for word in part.refused))
    return Outcome(part, status, time.monotonic() - started, last.strip(" ="), output_text)


def _output(process: subprocess.Popen[bytes], until_s: float) -> Iterator[str]:
    """Yield what a part says until it has ended, and end it where it has not at ``until_s``."""
    assert process.stdout is not None
    ending = signal.SIGABRT  # Python says where each of its threads is
    with process.stdout as output:
        while True:
            if time.monotonic() > until_s:
                yield f"\nThis part has not ended in {seconds(LIMIT_S)}: it is ended here.\n"
                _signal(process, ending)
                ending, until_s = signal.SIGKILL, time.monotonic() + GRACE_S
            elif select.select([output], [], [], 1.0)[0]:
                if not (chunk := os.read(output.fileno(), 65536)):
                    return
                yield chunk.decode(errors="replace")
            elif process.poll() is not None:
                # A process that the part left behind holds the output open, maybe for ever.
                return


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a part and to all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _report(outcome: Outcome) -> None:
    shows_all = outcome.status != 0 or outcome.part.refused  # tests name the ones that did not run
    if shows_all and not outcome.part.live:
        print(outcome.output, flush=True)
    print(_line(outcome), flush=True)


def _line(outcome: Outcome) -> str:
    mark = "ok    " if outcome.status == 0 else "FAILED"
    return f"  {mark} {outcome.part.name:<14} {seconds(outcome.duration_s):>9}"


def _summary(outcomes: Sequence[Outcome]) -> int:
    failed = [outcome for outcome in outcomes if outcome.status != 0]
    print("\nSummary")
    for outcome in outcomes:
        counts = outcome.part.live or outcome.part.refused
        last = f"  {outcome.last_line}" if counts else ""
        print(_line(outcome) + last)
    names = ", ".join(outcome.part.name for outcome in failed)
    print(f"FAILED: {names}" if failed else "Everything passed.", flush=True)
    sys.stdout.flush()
    return 1 if failed else 0
