"""A product with people of its own: it logs them in, decides about questions, and counts tokens.

python product.py           then log in as ann or ben, with the password "river"
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.requests import HTTPConnection

from yeoul import Asking, Caller, Ended, Refused, Settings, create_app, mount, run

PEOPLE = {"ann": "river", "ben": "river"}  # a real product keeps hashes, never passwords
MODEL = os.environ.get("MODEL", "scripted:river@50")
MOST_TOKENS = int(os.environ.get("MOST_TOKENS", "100000"))
FORM = """<!doctype html><title>The boat shop</title><h1>The boat shop</h1><form method="post">
<label>Name <input name="name"></label>
<label>Password <input name="password" type="password"></label><button>Log in</button></form>"""
sessions: dict[str, str] = {}
ends: dict[tuple[str, int], Ended] = {}  # by answer and epoch: an end may be told twice
app = FastAPI()


async def identify(connection: HTTPConnection) -> Caller | None:
    """Return the person of a session of ours; they choose neither instructions nor model."""
    session = connection.cookies.get("shop", "")
    if (name := sessions.get(session)) is None:
        return None
    return Caller(f"shop-{name}", name, session=session, fixed=frozenset({"system", "model"}))


async def before_ask(asking: Asking) -> Asking:
    """Lock instructions and model, for those who have tokens left."""
    if used()[asking.caller.owner] > MOST_TOKENS:
        raise Refused("Your tokens are used up. Ask at the counter for more.", status=429)
    return replace(asking, system="You sell boats. Be brief.", model=MODEL)


async def on_end(ended: Ended) -> None:
    """Note what an answer has cost."""
    ends[ended.answer_id, ended.epoch] = ended


@app.get("/used")
def used() -> Counter[str]:
    """Return the tokens of each person."""
    tokens = [{end.owner: end.prompt_tokens + end.completion_tokens} for end in ends.values()]
    return sum(map(Counter, tokens), Counter())


@app.api_route("/login", methods=["GET", "POST"])
async def log_in(request: Request, next: str = "/chat/") -> Response:
    """Show the form, or log in and go on to ``next``, unless that is another site."""
    form = parse_qs((await request.body()).decode())
    name, password = (form.get(field, [""])[0] for field in ("name", "password"))
    known = PEOPLE.get(name, secrets.token_hex())  # of nobody: a password that no one knows
    if not secrets.compare_digest(known.encode(), password.encode()):
        return HTMLResponse(FORM, 401 if name else 200)
    is_here = next.startswith("/") and not next.startswith(("//", "/\\"))
    reply = RedirectResponse(next if is_here else "/chat/", 303)
    sessions[session := secrets.token_urlsafe()] = name
    reply.set_cookie("shop", session, httponly=True, samesite="lax")
    return reply


settings = Settings(model=MODEL)
chat = create_app(
    settings, identify=identify, before_ask=before_ask, on_end=on_end, log_in_url="/login"
)
mount(app, "/chat", chat)

if __name__ == "__main__":
    run(app, port=int(os.environ.get("PORT", "8000")), on_ready=lambda url: print(url, flush=True))
