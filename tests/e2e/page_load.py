"""What a page's main thread does, in time of its processor: other programs do not count.

A task that has to wait for a processor takes longer by the clock without doing more. Chromium
tells both; what the page is responsible for is the second. A slow processor makes the second
longer, too: fixed work that is none of the page's tells by how much.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

_CATEGORIES = ["disabled-by-default-devtools.timeline"]
_TASK = "RunTask"

#: Text, elements, layout and memory, in the measure of a long answer; and what they take in
#: milliseconds where the bars of the tests were set.
_FIXED_WORK = """
() => {
  const part = '<p>Water <em>finds</em> the <a href="#">lowest</a> way.</p><ul><li>물</li></ul>';
  const box = document.body.appendChild(document.createElement('div'));
  for (let round = 0; round < 5; round++) {
    box.innerHTML = part.repeat(400);
    box.offsetHeight;
    new Set(box.textContent.split(' ').map((word, at) => word + at).sort());
  }
  box.remove();
}
"""
_FIXED_WORK_MS = 130


@dataclass(frozen=True, slots=True)
class Load:
    """How much a page has done since it was opened."""

    busy_ms: float
    layouts: int


class Meter:
    """Reads how much a page has done."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read(self) -> Load:
        """Return all that was done so far: scripts, styles, layout, painting."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        values = {metric["name"]: float(metric["value"]) for metric in metrics}
        return Load(1000 * values["TaskDuration"], int(values["LayoutCount"]))


def slowness(context: BrowserContext) -> float:
    """Return how many times longer fixed work takes here than where bars were set, at least 1."""
    page = context.new_page()
    meter = Meter(page)
    took_ms: list[float] = []
    for _ in range(3):
        before = meter.read().busy_ms
        page.evaluate(_FIXED_WORK)
        took_ms.append(meter.read().busy_ms - before)
    page.close()
    return max(1.0, median(took_ms) / _FIXED_WORK_MS)


@dataclass(slots=True)
class Tasks:
    """The main thread's tasks within a block, in milliseconds; filled when it is left."""

    busy_ms: list[float] = field(default_factory=list)
    clock_ms: list[float] = field(default_factory=list)

    def over(self, limit_ms: float) -> list[int]:
        """Return the tasks that were busy for longer."""
        return [round(busy) for busy in self.busy_ms if busy > limit_ms]


@contextmanager
def tasks(browser: Browser, page: Page) -> Iterator[Tasks]:
    """Trace the main thread of ``page`` inside the block."""
    session = browser.new_browser_cdp_session()
    done: list[dict[str, Any]] = []
    session.on("Tracing.tracingComplete", lambda event: done.append(event))
    config = {
        "recordMode": "recordContinuously",
        "traceBufferSizeInKb": 400_000,
        "includedCategories": _CATEGORIES,
        "excludedCategories": ["*"],
    }
    session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})
    found = Tasks()
    try:
        yield found
    finally:  # a browser traces once at a time, for the next test, too
        session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    _fill(found, json.loads(_read(session, done[0]["stream"]))["traceEvents"])
    session.detach()


def _read(session: CDPSession, handle: str) -> str:
    parts: list[str] = []
    while True:
        reply = session.send("IO.read", {"handle": handle, "size": 1 << 22})
        parts.append(reply["data"])
        if reply.get("eof"):
            return "".join(parts)


def _fill(found: Tasks, events: list[dict[str, Any]]) -> None:
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    of_thread: dict[tuple[int, int], list[dict[str, Any]]] = {main: [] for main in mains}
    for event in events:
        if event.get("name") == _TASK and event.get("ph") == "X":
            of_thread.get((event["pid"], event["tid"]), []).append(event)
    # A spare renderer does nothing: the page's is the one that does most.
    busiest = max(of_thread.values(), key=lambda all_of: sum(map(_busy_ms, all_of)), default=[])
    assert busiest, "no task was traced"
    found.busy_ms += map(_busy_ms, busiest)
    found.clock_ms += (event.get("dur", 0) / 1000 for event in busiest)


def _busy_ms(event: dict[str, Any]) -> float:
    return float(event.get("tdur", 0)) / 1000
