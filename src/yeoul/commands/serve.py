"""``yeoul serve``: the server, from the settings to its last line."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from yeoul.addresses import is_this_machine
from yeoul.commands.reach import reach, show_code
from yeoul.commands.setting_flags import with_settings
from yeoul.model_names import named_file, named_script
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.accounts import Accounts

logger = logging.getLogger(__name__)


@with_settings()
def serve(settings: Settings) -> None:
    """Start the server and the page.

    Ctrl+C stops it at once. On SIGTERM running answers get some seconds to finish.
    """
    gc.disable()  # nothing is garbage while the libraries load; the server enables it again
    # In order of cost, so that errors are reported before anything slow is loaded.
    from yeoul.files.data_dir import DataDirectory
    from yeoul.serving.sockets import bound, outer_urls_of, url_of

    os.umask(0o077)  # conversations are private
    with (
        DataDirectory.open(settings.data_dir) as directory,
        bound(settings.listens_on, settings.port) as sockets,
    ):
        _check_model_file(settings.model)
        from yeoul.app import create_app
        from yeoul.serving.server import configure_logging, run

        def announce() -> None:
            url = url_of(sockets)
            directory.publish(url)
            _say(f"Yeoul is listening on {url} (Ctrl+C stops it)")
            _say(model_in_use(settings))
            accounts = app.state.dependencies.accounts
            if accounts is not None and accounts.setup_code is not None:
                _say(f"Set it up there within 30 minutes, with the code {accounts.setup_code.text}")
            _tell_others(settings, outer_urls_of(sockets), accounts)
            if settings.allow_unauthenticated and not is_this_machine(settings.listens_on):
                logger.warning(
                    "Other machines can reach this server, and everybody who can reach it can read "
                    "and change everything."
                )

        configure_logging(settings.log_level)
        app = create_app(settings, directory=directory)
        run(app, sockets, on_ready=announce)
    _say("Yeoul has stopped.")


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
