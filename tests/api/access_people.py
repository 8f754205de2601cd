"""The people of a server for the table of `access_rows.py`, in each way of knowing them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
from starlette.requests import HTTPConnection

from tests.accounts.people import add_people, log_in, serving_people
from tests.api.access_rows import Reach, Thing
from tests.served import Served, serving
from yeoul.caller import Caller

TEXT = "marigold"
WHO = "x-who"
PEOPLE = {"ann": Caller("ann"), "bob": Caller("bob"), "root": Caller("root", role="admin")}


class People:
    """The people of a server: `ann` and `bob` are users, `root` is an admin, `None` is nobody."""

    def __init__(
        self,
        served: Served,
        headers: dict[str, dict[str, str]],
        browsers: Mapping[str, httpx2.AsyncClient] | None = None,
    ) -> None:
        self.served = served
        self._headers = headers
        self._browsers = browsers or {}

    def headers(self, who: str | None) -> dict[str, str]:
        """The headers by which one of them is known."""
        return self._headers[who] if who else {}

    async def come_back(self) -> None:
        """Log in again who was logged out, so that the next test finds them all."""
        for who, client in self._browsers.items():
            me = await self.served.client.get("/api/me", headers=self.headers(who))
            if me.status_code != 200:
                client.cookies.clear()
                assert (await log_in(client, who)).status_code == 200
                self._headers[who] = cookie_of(client, self.served)

    async def owner(self, who: str) -> str:
        """The owner of what is theirs."""
        me = (await self.served.client.get("/api/me", headers=self.headers(who))).json()
        owner: str = me["account"]["id"]
        return owner

    async def send(self, who: str | None, reach: Reach, name: str, thing: Thing) -> httpx2.Response:
        """Send the request by which ``reach`` names ``thing``."""
        names = thing._asdict()
        text = None if reach.body is None else orjson.dumps(reach.body).decode()
        for field, value in names.items() if text else ():
            text = text.replace(f"{{{field}}}", value) if text else text
        headers = {**self.headers(who), **reach.headers}
        if text is not None:
            headers["content-type"] = "application/json"
        method = reach.method or name.partition(" ")[0]
        path = reach.path.format(**names)
        return await self.served.client.request(method, path, content=text, headers=headers)

    async def made(self, who: str, *, deleted: bool = False) -> Thing:
        """Return a conversation of somebody, with one answer that has ended."""
        headers = self.headers(who)
        body = {"content": TEXT}
        client = self.served.client
        asked = (await client.post("/api/answers", json=body, headers=headers)).json()
        thing = Thing(asked["conversation"]["id"], asked["question"]["id"], asked["answer"]["id"])
        await client.get(f"/api/answers/{thing.answer}/events", headers=headers)
        if deleted:
            gone = await client.delete(f"/api/conversations/{thing.conversation}", headers=headers)
            assert gone.status_code == 204
        return thing


def cookie_of(client: httpx2.AsyncClient, served: Served) -> dict[str, str]:
    """The headers by which the server knows a browser that is logged in."""
    [cookie] = client.cookies.jar
    return {"cookie": f"{cookie.name}={cookie.value}", "origin": served.url}


@asynccontextmanager
async def product(folder: Path) -> AsyncIterator[People]:
    """A server that is told who asks by the product around it."""

    async def identify(connection: HTTPConnection) -> Caller | None:
        return PEOPLE.get(connection.headers.get(WHO, ""))

    async with serving(folder, [TEXT], identify=identify) as served:
        yield People(served, {name: {WHO: name} for name in PEOPLE})


@asynccontextmanager
async def accounts(folder: Path) -> AsyncIterator[People]:
    """A server with accounts, in which all of them are logged in."""
    async with serving_people(folder, [TEXT]) as (served, browsers):
        headers = {name: cookie_of(client, served) for name, client in browsers.items()}
        yield People(served, headers, browsers)


@asynccontextmanager
async def proxy(folder: Path) -> AsyncIterator[People]:
    """A server that is told who asks by a proxy in front of it, from where these tests come."""
    await add_people(folder)
    settings: Any = {"proxy_user_header": "Remote-User", "trusted_proxies": "127.0.0.1"}
    async with serving(folder, [TEXT], **settings) as served:
        headers = {name: {"remote-user": name, "origin": served.url} for name in PEOPLE}
        yield People(served, headers)


WAYS = {"product": product, "accounts": accounts, "proxy": proxy}
