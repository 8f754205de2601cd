"""The servers under test, each with the command that starts it and how it is asked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.processes import BenchFailed

_HERE = Path(__file__).resolve().parent


class Site(NamedTuple):
    """Where a server runs: a folder of its own, its port, and the upstream's."""

    folder: Path
    port: int
    upstream_port: int
    #: What it is told about that which it shares with other workers.
    shared: tuple[str, ...] = ()

    @property
    def upstream_url(self) -> str:
        """The base URL of the upstream."""
        return f"http://127.0.0.1:{self.upstream_port}/v1"


class Launch(NamedTuple):
    """A command and what it needs in its environment."""

    argv: list[str]
    env: Mapping[str, str] = {}


class Shared(NamedTuple):
    """How Yeoul runs over engines that several workers share."""

    #: When the engine of the log writes to its disk: ``everysec`` or ``always``.
    fsync: str = "always"
    #: Worker processes of one command.
    workers: int = 1
    #: Whether a second command is another worker, at which answers are followed.
    elsewhere: bool = False
    #: Whether all processes have all cores, so that workers can be on more than one.
    spread: bool = False


@dataclass(frozen=True)
class Server:
    """One row of the tables."""

    name: str
    title: str
    dialect: str
    #: None: the upstream itself, which is how the load generator is measured.
    launch: Callable[[Site], Launch] | None
    ready_path: str = "/openapi.json"
    #: None: it is alone, and needs nothing but itself.
    shared: Shared | None = None


def _yeoul(site: Site) -> Launch:
    service = ["--base-url", site.upstream_url, "--api-key", "bench", "--model", "bench"]
    # An answer that silent readers do not take is longer than the server would let one become.
    return serve(site, *service, "--max-answer-bytes", str(16 << 20))


def serve(site: Site, *arguments: str) -> Launch:
    """Return how Yeoul is started at a site."""
    where = ["--port", str(site.port), "--data-dir", str(site.folder / "data")]
    argv = [sys.executable, "-m", "yeoul", "serve", *where, *site.shared, *arguments]
    # What is measured is this checkout, whichever is installed.
    return Launch(argv, {"PYTHONPATH": str(_HERE.parent.parent / "src")})


def _uvicorn(module: str) -> Callable[[Site], Launch]:
    def launch(site: Site) -> Launch:
        options = ["--port", str(site.port), "--no-access-log", "--log-level", "warning"]
        argv = [sys.executable, "-m", "uvicorn", f"bench.servers.{module}:app", *options]
        return Launch(argv, {"UPSTREAM": site.upstream_url})

    return launch


def _nginx(site: Site) -> Launch:
    nginx = find_nginx()
    if nginx is None:
        raise BenchFailed("There is no nginx on the PATH: install it with your system's packages.")
    text = (_HERE / "nginx.conf").read_text(encoding="utf-8")
    for word, value in {
        "@FOLDER@": str(site.folder),
        "@PORT@": str(site.port),
        "@UPSTREAM@": str(site.upstream_port),
    }.items():
        text = text.replace(word, value)
    conf = site.folder / "nginx.conf"
    conf.write_text(text, encoding="utf-8")
    return Launch([nginx, "-c", str(conf), "-e", str(site.folder / "error.log")])


def find_nginx() -> str | None:
    """Return the path of nginx: the one that the set-up has found, else the one on the PATH."""
    return os.environ.get("YEOUL_NGINX") or shutil.which("nginx")


DIRECT = Server("direct", "no server: the load's own ceiling", "Completion", None)
NGINX = Server("nginx", "nginx, proxy_buffering off", "Completion", _nginx, "/v1/models")
YEOUL = Server("yeoul", "Yeoul, asked by POST with SSE", "YeoulAsk", _yeoul, "/readyz")
THIRTY_LINES = Server("thirty-lines", "30 lines: FastAPI + SDK", "Chat", _uvicorn("thirty_lines"))
NATIVE_SSE = Server("native-sse", "FastAPI's SSE + SDK", "Chat", _uvicorn("native_sse"))


def _by(name: str, how: str, dialect: str) -> Server:
    return Server(f"yeoul-{name}", f"Yeoul, {how}", dialect, _yeoul, "/readyz")


SSE = _by("sse", "followed by SSE", "YeoulFollow")
WEBSOCKET = _by("websocket", "followed by WebSocket", "YeoulWebSocket")
LONG_POLLING = _by("long-polling", "followed by long polling", "YeoulLongPolling")
POLLING = _by("polling", "followed by polling", "YeoulPolling")
TEXT = _by("text", "asked for plain text", "YeoulText")
CHAT_COMPLETIONS = _by("chat-completions", "asked by Chat Completions", "Completion")
RESPONSES = _by("responses", "asked by Responses", "Responses")
UI_MESSAGES = _by("ui-messages", "asked by the AI SDK's pages", "UiMessages")
OLLAMA = _by("ollama", "asked by Ollama's clients", "Ollama")
ANTHROPIC = _by("anthropic", "asked by Anthropic's Messages", "Anthropic")
DOORS = (CHAT_COMPLETIONS, RESPONSES, UI_MESSAGES, OLLAMA, ANTHROPIC)
OTHER_TRANSPORTS = (SSE, WEBSOCKET, LONG_POLLING, POLLING, TEXT, *DOORS)
SERVERS = (DIRECT, NGINX, YEOUL, *OTHER_TRANSPORTS, THIRTY_LINES, NATIVE_SSE)
