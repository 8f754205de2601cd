"""``yeoul serve``: the server, from the settings to its last line."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from yeoul.addresses import is_this_machine
from yeoul.commands.reach import reach, show_code
from yeoul.commands.setting_flags import with_settings
from yeoul.model_names import named_file, named_script
from yeoul.settings import Settings

if TYPE_CHECKING:
    import socket

    from yeoul.accounts import Accounts
    from yeoul.files.data_dir import DataDirectory

logger = logging.getLogger(__name__)


@with_settings()
def serve(settings: Settings) -> None:
    """Start the server and the page.

    Ctrl+C stops it at once. On SIGTERM running answers get some seconds to finish.
    """
    settings.check_workers()
    gc.disable()  # nothing is garbage while the libraries load; the server enables it again
    # In order of cost, so that errors are reported before anything slow is loaded.
    from yeoul.files.data_dir import DataDirectory
    from yeoul.serving.sockets import bound

    os.umask(0o077)  # conversations are private
    with (
        DataDirectory.open(settings.data_dir) as directory,
        bound(settings.listens_on, settings.port) as sockets,
    ):
        _check_model_file(settings.model)
        if settings.workers == 1:
            _serve(
                settings, directory, sockets, lambda name: _announce(directory, settings, sockets)
            )
        else:
            _serve_by_workers(settings, directory, sockets)
    _say("Yeoul has stopped.")


def _serve(
    settings: Settings,
    directory: DataDirectory,
    sockets: Sequence[socket.socket],
    on_ready: Callable[[str], None],
) -> None:
    """Serve until a signal comes; ``on_ready`` gets this worker's name."""
    from yeoul.app import create_app
    from yeoul.serving.server import configure_logging, run

    configure_logging(settings.log_level)
    app = create_app(settings, directory=directory)

    def announce() -> None:
        on_ready(app.state.dependencies.worker)
        _tell_people(settings, sockets, app.state.dependencies.accounts)

    run(app, sockets, on_ready=announce)


def _serve_by_workers(
    settings: Settings, directory: DataDirectory, sockets: Sequence[socket.socket]
) -> None:
    """Serve by several processes; this one is their parent."""
    # All that the children need, the parent loads: so another one starts at once.
    import yeoul.app  # noqa: F401
    from yeoul.serving.processes import check_platform, run_workers
    from yeoul.serving.server import configure_logging

    check_platform()
    configure_logging(settings.log_level)
    url = settings.log_url.get_secret_value() if settings.log_url else ""

    def note_death(name: str) -> None:
        import asyncio

        from yeoul.workers import tell_gone

        asyncio.run(tell_gone(url, name))

    run_workers(
        settings.workers,
        lambda tell: _serve(settings, directory, sockets, tell),
        on_ready=partial(_announce, directory, settings, sockets),
        on_death=note_death,
    )


def _announce(
    directory: DataDirectory, settings: Settings, sockets: Sequence[socket.socket]
) -> None:
    """Say where the server is, to people and to other programs."""
    from yeoul.serving.sockets import url_of

    url = url_of(sockets)
    directory.publish(url)
    _say(f"Yeoul is listening on {url} (Ctrl+C stops it)")
    _say(model_in_use(settings))


def _tell_people(
    settings: Settings, sockets: Sequence[socket.socket], accounts: Accounts | None
) -> None:
    """Say how people come in."""
    from yeoul.serving.sockets import outer_urls_of

    if accounts is not None and accounts.mode == "setup":
        code = accounts.setup_code
        _say(
            f"Set it up there within 30 minutes, with the code {code.text}"
            if code is not None
            else "It waits for its first account: yeoul user add NAME --admin"
        )
    _tell_others(settings, outer_urls_of(sockets), accounts)
    if settings.allow_unauthenticated and not is_this_machine(settings.listens_on):
        logger.warning(
            "Other machines can reach this server, and everybody who can reach it can read "
            "and change everything."
        )


def _tell_others(settings: Settings, urls: Sequence[str], accounts: Accounts | None) -> None:
    """Say how other machines reach the server, if they do."""
    has_accounts = accounts is not None and accounts.mode != "local"
    for line in reach(settings, urls, has_accounts=has_accounts):
        _say(line)
    # Behind a proxy it is the proxy's address that people open, which nobody knows here.
    if settings.lan and urls and not settings.by_proxy:
        show_code(urls[0])


def _check_model_file(model: str | None) -> None:
    """Check the head of a file named as the model; it is loaded later, in the background.

    Raises:
        ModelUnavailable: it is missing, or not a model.
    """
    if (file := named_file(model)) is not None:
        from yeoul.providers.embedded.gguf import read_head

        read_head(file)


def model_in_use(settings: Settings) -> str:
    """Return the line that says which model answers, or what to do if none can."""
    from yeoul.providers.embedded.model_files import installed_models

    model = settings.model
    if (script := named_script(model)) is not None:
        return f"Answers come from the script {script}, not from a model."
    if model is not None and (named_file(model) or not settings.uses_service):
        return f"Answers come from {model}, on this machine."
    if settings.uses_service:
        name = f"model {model}" if model else "its first model"
        return f"Answers come from {settings.service}, {name}."
    for file in installed_models(settings.data_dir):
        return f"Answers come from {file.title or file.model_id}, on this machine."
    return "No model is installed: run `yeoul model pull`, or set OPENAI_API_KEY."


def _say(line: str) -> None:
    # The reader of the output may be gone; that is no reason to stop serving.
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stdout, flush=True)
