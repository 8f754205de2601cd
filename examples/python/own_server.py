"""One FastAPI app on one port: own routes, an own page (the React example), and Yeoul's API.

python own_server.py            then open the address it tells
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from yeoul import Settings, create_app
from yeoul.serving.server import run
from yeoul.serving.sockets import bound

PAGE = Path(os.environ.get("PAGE", Path(__file__).parent.parent / "react" / "dist"))
MODEL = os.environ.get("MODEL", "scripted:river@50")

chat = create_app(Settings(model=MODEL))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
    """Open and close Yeoul with the app around it: store, log and model."""
    async with chat.router.lifespan_context(chat) as state:
        app.state.release, app.state.drain = chat.state.release, chat.state.drain
        yield state


app = FastAPI(lifespan=lifespan)


@app.get("/price")
async def price() -> dict[str, int]:
    """Return something that Yeoul knows nothing of."""
    return {"price": 3}


@app.get("/")
async def page() -> FileResponse:
    """Return the own page; without this route, Yeoul's would be shown."""
    return FileResponse(PAGE / "index.html")


app.mount("/assets", StaticFiles(directory=PAGE / "assets"))
app.mount("/", chat)  # all that is left, above all /api


if __name__ == "__main__":
    with bound("127.0.0.1", int(os.environ.get("PORT", "8000"))) as sockets:
        url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        run(app, sockets, on_ready=lambda: print(f"Open {url}", flush=True))
