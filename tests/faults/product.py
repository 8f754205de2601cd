"""A product that is killed: run as ``python -m tests.faults.product serve --data-dir D --port P``.

It notes in files of the data directory what its hooks and its model are called with. While the file
``hold`` is there, its model says nothing; while ``deaf`` is, `on_end` never returns.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.served import until
from yeoul import Asking, Caller, Ended, Settings, create_app, run
from yeoul.providers import Catalogue, Prompt, provider

_OPTIONS = dict(zip(sys.argv[2::2], sys.argv[3::2], strict=False))
FOLDER = Path(_OPTIONS.get("--data-dir", "."))
SECRET = "Speak like a marigold."


def note(name: str, **fields: Any) -> None:
    with (FOLDER / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(fields) + "\n")


async def identify(connection: Any) -> Caller | None:
    return Caller("ann")


async def before_ask(asking: Asking) -> Asking:
    note("asked", text=asking.text)
    return replace(asking, system=SECRET, metadata={"plan": "gold"})


async def on_end(ended: Ended) -> None:
    note("ended", answer=ended.answer_id, status=ended.status, plan=ended.metadata["plan"])
    await until(lambda: not (FOLDER / "deaf").exists())


@provider("slow", title="Slow", slots=1)
async def slow(prompt: Prompt) -> AsyncGenerator[str, None]:
    """Say a word, once it may."""
    note(
        "prompted",
        text=prompt.turns[-1].content,
        system=prompt.turns[0].content,
        plan=prompt.metadata["plan"],
    )
    await until(lambda: not (FOLDER / "hold").exists())
    yield "word"


if __name__ == "__main__":
    app = create_app(
        Settings(data_dir=FOLDER),
        catalogue=Catalogue([slow]),
        identify=identify,
        before_ask=before_ask,
        on_end=on_end,
        page=False,
    )
    run(app, port=int(_OPTIONS["--port"]), on_ready=lambda url: print(url, flush=True))
