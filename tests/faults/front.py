"""An nginx in front of workers: the very file of ``deploy/``, but round robin, and without TLS."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts import nginx
from scripts.steps import ROOT
from tests.ports import free_port

#: Seconds in which it has to listen.
START_S = 20.0


@contextmanager
def fronted(folder: Path, workers: Sequence[int]) -> Iterator[str | None]:
    """Yield the address of an nginx in front of these ports; None where there is no nginx."""
    program = nginx.find()
    if program is None:
        print("there is no nginx here: the workers are asked themselves", flush=True)
        yield None
        return
    folder.mkdir(exist_ok=True)
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(_configuration(folder, port, workers))
    with (
        (folder / "told").open("ab") as told,
        subprocess.Popen(
            [program, "-c", str(conf), "-p", str(folder), "-g", "daemon off;"],
            cwd=folder,
            stdout=told,
            stderr=told,
        ) as process,
    ):
        try:
            _wait_until_listening(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _configuration(folder: Path, port: int, workers: Sequence[int]) -> str:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    servers = "".join(f"    server 127.0.0.1:{worker} max_fails=0;\n" for worker in workers)
    text, many = re.subn(
        r"    server 127.0.0.1:8001 .*\n    server 127.0.0.1:8002 .*\n", servers, text
    )
    assert many == 1
    assert "    least_conn;\n" in text
    text = text.replace("    least_conn;\n", "")
    text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    text = text.replace("server_name chat.example.org", "server_name 127.0.0.1")
    text = text.replace("Host $host;", "Host $http_host;")
    text = re.sub(r"    ssl_certificate.*\n", "", text)
    text = re.sub(r"    access_log .*\n", "    access_log off;\n", text)
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    return (
        f"{user}pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n{temporary}{text}\n}}\n"
    )


def _wait_until_listening(port: int) -> None:
    until_s = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < until_s, "nginx does not listen"
            time.sleep(0.02)
        else:
            return
