"""``yeoul doctor``: reports what is installed, what is wrong, and how to mend it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import typer

from yeoul import __version__
from yeoul.commands.doctor_reach import examine_reach
from yeoul.commands.running import machine_headers
from yeoul.commands.setting_flags import with_settings
from yeoul.errors import YeoulError
from yeoul.files.data_dir import DataDirectory, RunningServer, running_server
from yeoul.serving.sockets import bound
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.providers.catalogue import Catalogue

#: Free space, in MB, below which the data directory gets a note.
SCARCE_MB = 200
#: Seconds that a running server gets to answer.
ANSWER_WITHIN_S = 3.0

_LIBRARIES = ("fastapi", "uvicorn", "httptools", "openai", "sqlalchemy", "alembic", "httpx2")
_OPTIONAL = ("uvloop", "websockets", "xllamacpp", "pypdfium2")


class Finding(NamedTuple):
    """The result of one check. ``wrong`` makes the command fail, ``note`` does not."""

    mark: Literal["ok", "note", "wrong"]
    about: str
    text: str


@with_settings()
def doctor(settings: Settings) -> None:
    """Report what is installed, what is wrong, and how to mend it. Exits with 1 if anything is."""
    server = running_server(settings.data_dir)
    wrong = False
    for finding in findings(settings, server):
        wrong = wrong or finding.mark == "wrong"
        print(f"{finding.mark:<6}{finding.about:<10}{finding.text}", flush=True)
    if wrong:
        raise typer.Exit(1)


def findings(settings: Settings, server: RunningServer | None) -> Iterator[Finding]:
    """Yield the results of all checks; changes nothing and loads no model."""
    yield Finding(
        "ok",
        "yeoul",
        f"{__version__}, Python {platform.python_version()} on {sys.platform} {platform.machine()}",
    )
    yield from _libraries()
    yield from _data_directory(settings.data_dir, server)
    yield from _data_files(settings, whole=server is None)
    yield from _shared(settings)
    yield _page()
    yield from (Finding(*each) for each in examine_reach(settings))
    yield _service(settings)
    yield from _connected(settings)
    yield from asyncio.run(_models(settings))
    if server is not None:
        yield from asyncio.run(_server(server))
    else:
        yield _port(settings)


def _libraries() -> Iterator[Finding]:
    found = []
    for name in (*_LIBRARIES, *_OPTIONAL):
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            if name in _LIBRARIES:
                yield Finding("wrong", "library", f"{name} is missing: pip install yeoul")
            elif name == "xllamacpp":
                yield Finding("note", "library", f"{name} is missing: pip install 'yeoul[local]'")
    yield Finding("ok", "library", ", ".join(found))


def _data_directory(path: Path, server: RunningServer | None) -> Iterator[Finding]:
    if server is not None:
        yield Finding("ok", "data", f"{path}, in use by the running server ({server})")
    elif path.exists():
        try:
            with DataDirectory.open(path) as directory:
                dangers = directory.dangers
        except YeoulError as error:
            yield Finding("wrong", "data", error.detail)
            return
        yield Finding("ok", "data", f"{path}, in use by no server")
        for danger in dangers:
            yield Finding("note", "data", danger)
    else:
        yield Finding("ok", "data", f"{path}, which the first start makes")
    place = next(folder for folder in (path, *path.parents) if folder.exists())
    free_mb = shutil.disk_usage(place).free // 1_000_000
    if free_mb < SCARCE_MB:
        yield Finding("note", "data", f"only {free_mb} MB are free there: make room")


def _data_files(settings: Settings, *, whole: bool) -> Iterator[Finding]:
    """Yield the state of the databases; ``whole`` checks every page, for files no server writes."""
    from yeoul.eventlog import inspect_log
    from yeoul.store import inspect_store

    def look_at_store(path: Path, *, whole: bool) -> str:
        return asyncio.run(inspect_store(f"sqlite:///{path}", whole=whole))

    for path, inspect in ((settings.store_file, look_at_store), (settings.log_file, inspect_log)):
        if path is not None and os.path.lexists(path):
            try:
                yield Finding("ok", "data", f"{path.name} {inspect(path, whole=whole)}")
            except YeoulError as error:
                yield Finding("wrong", "data", error.detail)


def _shared(settings: Settings) -> Iterator[Finding]:
    """Yield the state of the store and the engine that several workers share."""
    from yeoul.store import inspect_store
    from yeoul.workers import inspect_engine

    try:
        settings.check_workers()
    except YeoulError as error:
        yield Finding("wrong", "workers", error.detail)
    inspect_shared_store = partial(inspect_store, whole=False)
    looks = (
        ("store", settings.store_url, inspect_shared_store),
        ("log", settings.log_url, inspect_engine),
    )
    for about, url, inspect in looks:
        if url is not None:
            try:
                yield Finding("ok", about, asyncio.run(inspect(url.get_secret_value())))
            except YeoulError as error:
                yield Finding("wrong", about, error.detail)


def _page() -> Finding:
    from yeoul.api.page import WEB_DIR

    if (WEB_DIR / "index.html").is_file():
        return Finding("ok", "page", "built")
    return Finding("note", "page", "not built, so only the API works: make run builds it")


def _service(settings: Settings) -> Finding:
    key = "an API key is set" if settings.api_key else "no API key is set"
    if settings.service:
        return Finding("ok", "service", f"{settings.service}, {key}")
    return Finding("ok", "service", "none: the embedded model answers")


def _connected(settings: Settings) -> Iterator[Finding]:
    """Yield the services that were connected in the page, without asking them or showing a key."""
    from yeoul.configured import read_kept_services

    try:
        services, problem = asyncio.run(read_kept_services(settings))
    except YeoulError:
        yield Finding("note", "services", "not known, as the store cannot be read")
        return
    if problem is not None:
        yield Finding("wrong", "services", problem)
    for service in services:
        key = "with a key" if service.api_key else "without a key"
        text = f"{service.name} ({service.id}), {service.address}, {key}"
        trouble = service.trouble if problem is None else ""
        yield Finding("wrong" if trouble else "ok", "services", f"{text} {trouble}".rstrip())


async def _models(settings: Settings) -> list[Finding]:
    from yeoul.configured import open_catalogue

    try:
        catalogue = open_catalogue(settings)
    except YeoulError as error:
        return [Finding("wrong", "model", error.detail)]
    async with aclosing(catalogue):
        return [finding async for finding in _asked(catalogue, settings)]


async def _asked(catalogue: Catalogue, settings: Settings) -> AsyncIterator[Finding]:
    """Yield whether the service is reachable, then the model that answers."""
    reported = ""
    for provider in catalogue.providers:
        if provider.remote:
            try:
                await provider.ready()
            except YeoulError as error:
                reported = error.detail
                yield Finding("wrong", "service", reported)
    try:
        default = await catalogue.default()
        others = len(await catalogue.models()) - 1
    except YeoulError as error:
        mend = "" if settings.uses_service else "; or set OPENAI_API_KEY"
        if error.detail != reported:
            yield Finding("wrong", "model", error.detail.rstrip(".") + mend)
        return
    more = f", and {others} more can be chosen" if others > 0 else ""
    yield Finding("ok", "model", f"{default.title} ({default.provider}) answers{more}")


async def _server(server: RunningServer) -> list[Finding]:
    import httpx2

    if server.url is None:
        return [Finding("note", "server", f"pid {server.pid} is starting")]
    findings: list[Finding] = []
    async with httpx2.AsyncClient(
        headers=machine_headers(server), timeout=ANSWER_WITHIN_S, trust_env=False
    ) as http:
        for path, meaning in (("/healthz", "it answers"), ("/readyz", "it is ready")):
            try:
                response = await http.get(server.url + path)
            except httpx2.TransportError:
                text = f"{server.url} does not answer: stop pid {server.pid} and start it again"
                return [*findings, Finding("wrong", "server", text)]
            if response.status_code == 200:
                findings.append(Finding("ok", "server", f"{server.url}: {meaning}"))
            else:
                text = f"{server.url}{path} says {response.status_code}: {response.text[:200]}"
                findings.append(Finding("note", "server", text))
    return findings


def _port(settings: Settings) -> Finding:
    try:
        with bound(settings.listens_on, settings.port):
            return Finding("ok", "server", "none is running: yeoul serve starts it")
    except YeoulError as error:
        return Finding("wrong", "server", f"none is running. {error.detail}")
