"""``yeoul serve``: the server, from the settings to its last line."""

from __future__ import annotations

import contextlib
import gc
import ipaddress
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from yeoul import failpoints
from yeoul.commands.setting_flags import with_settings
from yeoul.errors import StartupError
from yeoul.settings import Settings, is_loopback

logger = logging.getLogger(__name__)

#: A plan for `failpoints.arm`; for tests alone.
FAILPOINTS_ENV = "YEOUL_FAILPOINTS"


@with_settings()
def serve(settings: Settings) -> None:
    """Start the server and the page.

    Stop it with Ctrl+C: at once. On SIGTERM running answers get some seconds to finish.
    """
    gc.disable()  # nothing is garbage while the libraries load; the server enables it again
    # In order of cost, so that what is wrong is told before anything slow is loaded.
    from yeoul.datadir import DataDirectory
    from yeoul.listeners import bound, url_of

    _arm_failpoints()
    os.umask(0o077)  # conversations are nobody else's to read
    with (
        DataDirectory.open(settings.data_dir) as directory,
        bound(settings.host, settings.port) as sockets,
    ):
        _check_model_file(settings.model)
        from yeoul.app import create_app
        from yeoul.server import configure_logging, run

        def announce() -> None:
            url = url_of(sockets)
            directory.publish(url)
            _say(f"Yeoul is listening on {url}{_and_where_else(sockets)} (Ctrl+C stops it)")
            _say(model_in_use(settings))
            if not is_loopback(settings.host):
                logger.warning(
                    "Other machines can reach this server, and whoever can reach it can read and "
                    "change everything."
                )

        configure_logging(settings.log_level)
        app = create_app(settings, directory=directory)
        run(app, sockets, on_ready=announce)
    _say("Yeoul has stopped.")


def _and_where_else(sockets: Sequence[socket.socket]) -> str:
    """Say that more addresses are listened on than the one to open here, if that is so."""
    address = sockets[0].getsockname()[0].partition("%")[0]
    is_every = ipaddress.ip_address(address).is_unspecified
    return " and on every other address of this machine" if is_every else ""


def _arm_failpoints() -> None:
    """Have the server fail where its tests want it to.

    Raises:
        StartupError: if the plan names a place or an action that there is not.
    """
    try:
        failpoints.arm(os.environ.get(FAILPOINTS_ENV, ""))
    except ValueError as error:
        raise StartupError(f"{FAILPOINTS_ENV} cannot be followed: {error}") from error


def _check_model_file(model: str | None) -> None:
    """Look at the head of a file that is named as the model: loading it comes later, unseen.

    Raises:
        ModelUnavailable: if it is not there, or not a model.
    """
    if model is not None and model.lower().endswith(".gguf"):
        from yeoul.providers.gguf import read_head

        read_head(Path(model).expanduser())


def model_in_use(settings: Settings) -> str:
    """Say in a line which model answers, or what to do if none can."""
    from yeoul.providers.model_files import installed_models

    model = settings.model
    if model is not None and model.startswith("scripted:"):
        return f"Answers come from the script {model.partition(':')[2]}, not from a model."
    if model is not None and not settings.uses_service:
        return f"Answers come from {model}, on this machine."
    if settings.uses_service:
        name = f"model {model}" if model else "its first model"
        return f"Answers come from {settings.service}, {name}."
    for file in installed_models(settings.data_dir):
        return f"Answers come from {file.title or file.model_id}, on this machine."
    return "No model is installed: run `yeoul model pull`, or set OPENAI_API_KEY."


def _say(line: str) -> None:
    # Whoever started the server may have stopped reading; that is no reason to stop serving.
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stdout, flush=True)
