"""WebKit as GTK programs have it, over W3C WebDriver (https://www.w3.org/TR/webdriver2/).

It has no mode without a screen, so it gets a virtual one. And it tells neither of what a page
complains, nor lets a script run before the page's own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.e2e.browsers.driver import PATIENCE_S, Actions, program
from tests.ports import free_port

#: Gives what an expression comes to to the last argument, as the protocol has it.
OUTCOME = """
const done = arguments[arguments.length - 1];
(async () => (await {expression}) ?? null)().then(
  value => done({{value}}),
  error => done({{error: `${{error}}`}}),
);
"""

#: Of the screen and of a window with its frame, in pixels.
SIZE = {"width": 1280, "height": 870}
SCREEN = "1280x870x24"


class WebKit:
    """A WebKitWebDriver, which starts a browser for each window."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def command(self, method: str, path: str, **parameters: Any) -> Any:
        """Send a command, and return its value.

        Raises:
            AssertionError: it was refused.
        """
        body = parameters if method == "POST" else None
        reply = self._client.request(method, path, json=body)
        value = reply.json()["value"]
        assert reply.status_code == 200, f"{path}: {value}"
        return value

    @contextmanager
    def window(self, watch: str) -> Iterator[WebKitWindow]:
        """Open a window for the block; ``watch`` runs as soon as a page has loaded."""
        wanted = {"timeouts": {"script": PATIENCE_S * 1000, "pageLoad": PATIENCE_S * 1000}}
        begun = self.command("POST", "/session", capabilities={"alwaysMatch": wanted})
        session = f"/session/{begun['sessionId']}"
        try:
            # Wide enough for everything side by side, whatever the program's own size is.
            self.command("POST", f"{session}/window/rect", x=0, y=0, **SIZE)
            yield WebKitWindow(self, session, watch)
        finally:
            self.command("DELETE", session)


class WebKitWindow:
    """A window of WebKit's MiniBrowser."""

    def __init__(self, webkit: WebKit, session: str, watch: str) -> None:
        self._webkit = webkit
        self._session = session
        self._watch = watch

    def open(self, url: str) -> None:
        self._post("url", url=url)
        self.evaluate(f"({self._watch})()")

    def reload(self) -> None:
        self._post("refresh")
        self.evaluate(f"({self._watch})()")

    def evaluate(self, expression: str) -> Any:
        ran = self._post("execute/async", script=OUTCOME.format(expression=expression), args=[])
        assert "value" in ran, ran["error"]
        return ran["value"]

    def act(self, sources: Actions) -> None:
        self._post("actions", actions=sources)

    def choose_file(self, selector: str, path: Path) -> None:
        found = self._post("element", using="css selector", value=selector)
        [element] = found.values()
        self._post(f"element/{element}/value", text=str(path))

    def _post(self, command: str, **parameters: Any) -> Any:
        return self._webkit.command("POST", f"{self._session}/{command}", **parameters)


@contextmanager
def webkit(path: str, folder: Path) -> Iterator[WebKit]:
    """Run the WebKitWebDriver at ``path`` inside the block, on a screen of its own."""
    port = free_port()
    argv = [path, f"--port={port}"]
    with (
        _screen(folder / "screen.log") as display,
        program(
            argv,
            port,
            folder / "webkit.log",
            DISPLAY=display,
            HOME=str(folder),
            LC_ALL="en_US.UTF-8",
            GDK_BACKEND="x11",
            GSETTINGS_BACKEND="memory",
            NO_AT_BRIDGE="1",
        ),
        httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE_S
        ) as client,
    ):
        yield WebKit(client)


@contextmanager
def _screen(log: Path) -> Iterator[str]:
    """Run an X server without a screen inside the block; gives the name of its display."""
    told, telling = os.pipe()
    argv = ["Xvfb", "-displayfd", str(telling), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    # When its last window has gone it would start anew, and refuse a browser that comes just then.
    argv.append("-noreset")
    with os.fdopen(told) as number, log.open("wb") as output:
        server = subprocess.Popen(argv, stdout=output, stderr=output, pass_fds=[telling])
        os.close(telling)
        try:
            # It takes a number that is free, and tells it as soon as it listens.
            display = number.readline().strip()
            assert display, log.read_text(errors="replace")
            yield f":{display}"
        finally:
            server.terminate()
            server.wait()
