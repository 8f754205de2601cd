"""Every command in a folder that somebody else has filled: it decides nothing, and learns nothing.

A real listener stands where the folder's files point at, and writes down all that it is sent.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.yeoul_process import line_of, starting, yeoul

KEY = "sk-canary-of-the-environment"
AMBIENT = {
    "OPENAI_API_KEY": KEY,
    "OPENAI_ORG_ID": KEY,
    "OPENAI_PROJECT_ID": KEY,
    "OPENAI_CUSTOM_HEADERS": f"x-more: {KEY}",
    "OPENAI_ADMIN_KEY": KEY,
}
#: Each command that could ask a service.
COMMANDS = {
    "serve": ("serve", "--port", "0"),
    "doctor": ("doctor", "--port", "0"),
    "model list": ("model", "list"),
    "chat": ("chat", "hello"),
}


class Listener(NamedTuple):
    url: str
    #: Whole requests, as they came.
    heard: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(f"{self.command} {self.path}\n{self.headers}")
            body = b'{"data":[{"id":"m"}]}'
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Listener(f"http://127.0.0.1:{server.server_port}/v1", heard)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which the commands run; their data directory is inside."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    return folder


def run(folder: Path, command: str, *more: str, **environ: str) -> str:
    """Run a command as far as it comes; returns all that it said."""
    # Where the environment's key may go, nobody is to hear of it in a test.
    nowhere = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"} if "OPENAI_API_KEY" in environ else {}
    arguments = (*COMMANDS[command], *more)
    environ = {**nowhere, **environ}
    if command != "serve":
        done = yeoul(folder / "data", *arguments, environ=environ)
        return done.stdout + done.stderr
    with starting(folder / "data", *arguments, environ=environ) as process:
        first, second = line_of(process), line_of(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        return "\n".join([first, second, out, err])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_settings_file_in_it_is_not_read_and_that_is_said(
    folder: Path, listener: Listener, command: str
) -> None:
    (folder / "yeoul.toml").write_text(
        f'base_url = "{listener.url}"\nhost = "0.0.0.0"\nallow_unauthenticated = true\n'
        'allowed_hosts = ["evil.test"]\nmodel = "./evil.gguf"\ndata_dir = "elsewhere"\n'
    )
    (folder / ".env").write_text(f"YEOUL_BASE_URL={listener.url}\nOPENAI_BASE_URL={listener.url}\n")

    said = run(folder, command, **AMBIENT)

    notice = "yeoul: yeoul.toml in this directory is not read: --config yeoul.toml reads it."
    assert said.splitlines().count(notice) == 1
    assert listener.heard == []
    assert "evil" not in said
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_in_its_place_keeps_nobody_waiting(folder: Path, command: str) -> None:
    os.mkfifo(folder / "yeoul.toml")

    said = run(folder, command, "--base-url", "http://127.0.0.1:9/v1")

    assert "is not read" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_of_the_environment_is_refused_to_an_address_of_a_file(
    folder: Path, listener: Listener, command: str
) -> None:
    named = folder / "named.toml"
    named.write_text(f'base_url = "{listener.url}"\n')
    keys = {name: value for name, value in AMBIENT.items() if "BASE" not in name}
    arguments = (*COMMANDS[command], "--config", str(named))

    done = yeoul(folder / "data", *arguments, environ=keys)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "yeoul: OPENAI_API_KEY is not sent to an address that a file names (base_url in "
        f'{named}): write api_key beside it (api_key = "" for none), or give the address by '
        "--base-url or YEOUL_BASE_URL.\n"
    )
    assert listener.heard == []


@pytest.mark.parametrize("command", ["doctor", "model list", "chat"])
def test_an_address_of_a_file_hears_the_key_beside_it_and_nothing_else(
    folder: Path, listener: Listener, command: str
) -> None:
    named = folder / "named.toml"
    named.write_text(f'base_url = "{listener.url}"\napi_key = "sk-beside-it"\n')

    done = yeoul(folder / "data", *COMMANDS[command], "--config", str(named), environ=AMBIENT)

    assert f"yeoul: Settings come from {named}: base_url, api_key.\n" in done.stderr
    assert listener.heard
    assert all("Bearer sk-beside-it" in request for request in listener.heard)
    assert KEY not in str(listener.heard)


def test_no_program_of_it_is_run(folder: Path) -> None:
    """Python looks for modules where it is started, unless it is told not to."""
    trap = "from pathlib import Path\nPath('sprung').touch()\nraise SystemExit(1)\n"
    (folder / "pip.py").write_text(trap)

    done = yeoul(
        folder / "data",
        "model",
        "pull",
        environ={"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
    )

    assert done.returncode == 1
    assert "The model cannot be downloaded" in done.stderr
    assert not (folder / "sprung").exists()


def test_a_file_called_like_a_model_is_not_loaded(folder: Path) -> None:
    (folder / "owner").mkdir()
    (folder / "owner" / "name").write_bytes(b"GGUF")

    done = yeoul(folder / "data", "model", "list", "--model", "owner/name")

    assert done.returncode == 1
    assert "'owner/name' is neither a file nor the embedded one" in done.stderr
