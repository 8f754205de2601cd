"""One FastAPI app on one port: own routes, an own page (the React example), and Yeoul's API.

python own_server.py            then open the address it tells
"""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from yeoul import Settings, create_app, mount, run

PAGE = Path(os.environ.get("PAGE", Path(__file__).parent.parent / "react" / "dist"))
MODEL = os.environ.get("MODEL", "scripted:river@50")

app = FastAPI()


@app.get("/price")
async def price() -> dict[str, int]:
    """Return something that Yeoul knows nothing of."""
    return {"price": 3}


@app.get("/")
async def page() -> FileResponse:
    """Return the own page."""
    return FileResponse(PAGE / "index.html")


app.mount("/assets", StaticFiles(directory=PAGE / "assets"))
# At the root, where the own page asks for /api; without Yeoul's page, which would be at / as well.
mount(app, "/", create_app(Settings(model=MODEL), page=False))


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    run(app, port=port, on_ready=lambda url: print(f"Open {url}", flush=True))
