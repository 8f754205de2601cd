"""Firefox over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), which it speaks itself.

Playwright speaks it too, but only with Firefoxes that are newer than Debian's.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.e2e.browsers.driver import PATIENCE_S, Actions, program
from tests.ports import free_port

#: What an expression comes to, as JSON: values of BiDi's own are of another form.
OUTCOME = """
(async () => (await {expression}) ?? null)().then(
  value => JSON.stringify({{value}}),
  error => JSON.stringify({{error: `${{error}}`}}),
)
"""


class Firefox:
    """A Firefox without a screen, over its connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)

    def command(self, method: str, **parameters: Any) -> Any:
        """Send a command, and return its result.

        Raises:
            AssertionError: Firefox refused it.
        """
        sent = {"id": next(self._ids), "method": method, "params": parameters}
        self._connection.send(json.dumps(sent))
        reply: dict[str, Any] = {}
        # Nothing is subscribed to, but a few events come all the same.
        while reply.get("id") != sent["id"]:
            reply = json.loads(self._connection.recv(timeout=PATIENCE_S))
        assert reply["type"] == "success", f"{method}: {reply}"
        return reply["result"]

    @contextmanager
    def window(self, watch: str) -> Iterator[FirefoxWindow]:
        """Open a window for the block; ``watch`` runs before the page's own scripts."""
        profile = self.command("browser.createUserContext")["userContext"]
        try:
            own = {"userContexts": [profile]}
            self.command("emulation.setLocaleOverride", locale="en-US", **own)
            self.command("script.addPreloadScript", functionDeclaration=watch, **own)
            # A tab of a window with others would be hidden.
            made = self.command("browsingContext.create", type="window", userContext=profile)
            # Fixed, since bars with news of Firefox's own come and go at its upper edge.
            size = {"width": 1280, "height": 800}
            self.command("browsingContext.setViewport", context=made["context"], viewport=size)
            yield FirefoxWindow(self, made["context"])
        finally:
            self.command("browser.removeUserContext", userContext=profile)


class FirefoxWindow:
    """A window of Firefox."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._here = {"context": context}

    def open(self, url: str) -> None:
        self._firefox.command("browsingContext.navigate", url=url, wait="complete", **self._here)

    def reload(self) -> None:
        self._firefox.command("browsingContext.reload", wait="complete", **self._here)

    def evaluate(self, expression: str) -> Any:
        ran = self._firefox.command(
            "script.evaluate",
            expression=OUTCOME.format(expression=expression),
            awaitPromise=True,
            target=self._here,
        )
        assert ran["type"] == "success", ran
        outcome = json.loads(ran["result"]["value"])
        assert "value" in outcome, outcome["error"]
        return outcome["value"]

    def act(self, sources: Actions) -> None:
        self._firefox.command("input.performActions", actions=sources, **self._here)

    def choose_file(self, selector: str, path: Path) -> None:
        locator = {"type": "css", "value": selector}
        found = self._firefox.command("browsingContext.locateNodes", locator=locator, **self._here)
        [node] = found["nodes"]
        element = {"sharedId": node["sharedId"]}
        self._firefox.command("input.setFiles", element=element, files=[str(path)], **self._here)


@contextmanager
def firefox(path: str, folder: Path) -> Iterator[Firefox]:
    """Run the Firefox at ``path`` inside the block; it keeps everything in ``folder``."""
    profile, port = folder / "profile", free_port()
    profile.mkdir()
    argv = [path, "--headless", "--no-remote", "--profile", str(profile)]
    argv += ["--remote-debugging-port", str(port)]
    address = f"ws://127.0.0.1:{port}/session"
    with (
        program(argv, port, folder / "firefox.log", HOME=str(folder)),
        connect(address, max_size=None, proxy=None, open_timeout=PATIENCE_S) as connection,
    ):
        browser = Firefox(connection)
        browser.command("session.new", capabilities={})
        yield browser
