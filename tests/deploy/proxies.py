"""The proxies of ``deploy/``, running with the very files that stand there, on ports of a test."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import trustme

from scripts import nginx
from scripts.steps import ROOT
from tests.ports import free_port

DEPLOY = ROOT / "deploy"
#: The name that stands in the files.
NAME = "chat.example.org"


class Proxy(NamedTuple):
    """A kind of proxy: how its program is found, and started in a folder."""

    find: Callable[[], str | None]
    #: Gets the program, the folder with ``cert.pem`` and ``key.pem``, the proxy's port and the
    #: ports of the workers; returns the command and its further environment.
    start: Callable[[str, Path, int, Sequence[int]], tuple[list[str], dict[str, str]]]


def _nginx(
    program: str, folder: Path, port: int, workers: Sequence[int]
) -> tuple[list[str], dict[str, str]]:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = re.sub(r"ssl_certificate( +)\S+;", rf"ssl_certificate\1{folder}/cert.pem;", text)
    text = re.sub(r"ssl_certificate_key( +)\S+;", rf"ssl_certificate_key\1{folder}/key.pem;", text)
    text = re.sub(r"access_log \S+", f"access_log {folder}/access.log", text)
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    for number, worker in enumerate(workers, 1):
        text = text.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{worker}")
    # What a distribution's own file has around ours.
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(
        f"{user}pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n{temporary}{text}\n}}\n"
    )
    return [program, "-c", str(conf), "-p", str(folder), "-g", "daemon off;"], {}


def _caddy(
    program: str, folder: Path, port: int, workers: Sequence[int]
) -> tuple[list[str], dict[str, str]]:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    # A certificate of the test's own, in the place of a public one.
    site = "{$YEOUL_SITE:localhost} {\n"
    assert site in text
    text = text.replace(site, f"{site}\ttls {folder}/cert.pem {folder}/key.pem\n", 1)
    text = f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port {port}\n}}\n{text}"
    (folder / "Caddyfile").write_text(text)
    upstreams = " ".join(f"127.0.0.1:{worker}" for worker in workers)
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    return command, {"YEOUL_SITE": NAME, "YEOUL_UPSTREAMS": upstreams, **home}


def _traefik(
    program: str, folder: Path, port: int, workers: Sequence[int]
) -> tuple[list[str], dict[str, str]]:
    text = (DEPLOY / "traefik-dynamic.yaml").read_text(encoding="utf-8")
    for number, worker in enumerate(workers, 1):
        text = text.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{worker}")
    text = text.replace("      tls:\n        certResolver: letsencrypt\n", "      tls: {}\n")
    files = f"{{certFile: {folder}/cert.pem, keyFile: {folder}/key.pem}}"
    (folder / "dynamic.yaml").write_text(f"{text}\ntls:\n  certificates:\n    - {files}\n")
    flags = [
        f"--providers.file.filename={folder}/dynamic.yaml",
        f"--entryPoints.websecure.address=127.0.0.1:{port}",
        "--global.checkNewVersion=false",
        "--global.sendAnonymousUsage=false",
    ]
    return [program, *flags], {}


PROXIES = {
    "nginx": Proxy(nginx.find, _nginx),
    "caddy": Proxy(lambda: shutil.which("caddy"), _caddy),
    "traefik": Proxy(lambda: shutil.which("traefik"), _traefik),
}


@contextmanager
def running(
    proxy: Proxy, program: str, folder: Path, workers: Sequence[int]
) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Run a proxy in front of two workers; yields its address, and what trusts it."""
    authority = trustme.CA()
    issued = authority.issue_cert(NAME)
    issued.private_key_pem.write_to_path(folder / "key.pem")
    for part in issued.cert_chain_pems:
        part.write_to_path(folder / "cert.pem", append=True)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    port = free_port()
    command, more = proxy.start(program, folder, port, workers)
    with (
        (folder / "told").open("wb") as told,
        subprocess.Popen(
            command, cwd=folder, env={**os.environ, **more}, stdout=told, stderr=told
        ) as process,
    ):
        try:
            yield f"127.0.0.1:{port}", trusting
        finally:
            process.terminate()


class Draining:
    """A worker that lets nobody in any more: it has the head of every request, and says 503."""

    def __init__(self) -> None:
        self.port = 0
        #: First lines of the requests that came.
        self.asked: list[str] = []

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked.append(head.split(b"\r\n", 1)[0].decode())
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(
                b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n"
                b"content-length: 0\r\nconnection: close\r\n\r\n"
            )
            await writer.drain()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Draining]:
        """Serve on a port of its own."""
        server = await asyncio.start_server(self._refuse, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self
