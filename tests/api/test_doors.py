"""Every error leaves in the form of the door that was asked, whichever part refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from yeoul.api import openapi, problems
from yeoul.api.doors import Door, door_at, form_at
from yeoul.api.guard import Guard, Paths
from yeoul.api.identity import Identity, identify_local
from yeoul.api.problems import PROBLEM, ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import NotFound, YeoulError
from yeoul.protocol.problems import MEDIA_TYPE

pytestmark = pytest.mark.anyio


class Fault(ReplyBody):
    error: str


class Wish(BaseModel):
    count: int


def fault(error: YeoulError) -> Response:
    return JSONResponse({"error": error.code}, error.status)


FAULT = ErrorForm(fault, "application/json", Fault)
inner, outer = APIRouter(), APIRouter()


@inner.get("/api/tags")
async def tags() -> None:
    raise NotFound("No tags.")


@inner.post("/api/tags")
async def tag(wish: Wish) -> None: ...


@inner.get("/v1/broken")
async def broken() -> None:
    raise RuntimeError("unforeseen")


@outer.get("/api/answers")
async def answers() -> None:
    raise NotFound("No answers.")


BELOW = Door(("/api/tags/",), (), {}, (), {})
INNER = Door(("/v1", "/api/tags"), (inner,), {"GET /api/tags": (NotFound,)}, (), {}, errors=FAULT)
OUTER = Door(("/api",), (outer,), {"GET /api/answers": (NotFound,)}, (), {})
DOORS = (OUTER, INNER)
PATHS = Paths(frozenset({"api", "v1"}), working=frozenset(), open=frozenset())


def two_doors() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    problems.install(app, partial(form_at, DOORS))
    openapi.install(app, DOORS)
    for router in (inner, outer):
        app.router.routes.extend(router.routes)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    guarded = Guard(
        two_doors(),
        PATHS,
        allowed_hosts=(),
        max_body_bytes=64,
        door_at=partial(door_at, DOORS),
        identity=Identity(identify_local),
    )
    transport = httpx2.ASGITransport(app=guarded, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("GET", "/api/tags", {}, 404, "not_found"),
        ("POST", "/api/tags", {"json": {"count": "x"}}, 422, "invalid_request"),
        ("GET", "/api/tags/nothing", {}, 404, "not_found"),
        ("PUT", "/api/tags", {}, 405, "method_not_allowed"),
        ("GET", "/v1/nothing", {}, 404, "not_found"),
        ("GET", "/v1/broken", {}, 500, "internal"),
        ("GET", "/v1/broken", {"headers": {"host": "evil.example"}}, 403, "forbidden_host"),
        ("POST", "/api/tags", {"content": b"x" * 65}, 413, "payload_too_large"),
    ],
)
async def test_a_door_refuses_in_its_own_form(
    client: httpx2.AsyncClient, method: str, path: str, sent: dict[str, Any], status: int, code: str
) -> None:
    reply = await client.request(method, path, **sent)

    assert (reply.status_code, reply.json()) == (status, {"error": code})


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/api/answers", {}, "not_found"),
        ("/api/tagsoup", {}, "not_found"),
        ("/elsewhere", {}, "not_found"),
        ("/api/answers", {"host": "evil.example"}, "forbidden_host"),
    ],
)
async def test_all_other_addresses_refuse_with_problems(
    client: httpx2.AsyncClient, path: str, headers: dict[str, str], code: str
) -> None:
    reply = await client.get(path, headers=headers)

    assert (reply.headers["content-type"], reply.json()["code"]) == (MEDIA_TYPE, code)


def test_each_doors_errors_are_described_in_its_form() -> None:
    document = two_doors().openapi()
    forms = {
        path: document["paths"][path]["get"]["responses"]["404"]["content"]
        for path in ("/api/tags", "/api/answers")
    }

    assert forms == {
        "/api/tags": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}},
        "/api/answers": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    assert {"Fault", "Problem"} <= set(document["components"]["schemas"])


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/api", OUTER),
        ("/api/answers", OUTER),
        ("/api/tags", INNER),
        ("/api/tags/x", INNER),
        ("/api/tagsoup", OUTER),
        ("/v1", INNER),
        ("/v10", None),
        ("/", None),
    ],
)
@pytest.mark.parametrize("doors", [DOORS, DOORS[::-1]])
def test_an_address_belongs_to_the_door_with_the_longest_path(
    doors: tuple[Door, ...], path: str, door: Door | None
) -> None:
    assert door_at(doors, path) is door
    assert form_at(doors, path) is (door.errors if door else PROBLEM)


def test_what_ends_with_a_slash_is_only_what_is_below() -> None:
    doors = (OUTER, BELOW, INNER)
    assert door_at(doors, "/api/tags") is INNER
    assert [door_at(doors, f"/api/tags{end}") for end in ("/", "/x", "/x/y")] == [BELOW] * 3
    assert door_at(doors, "/api/tagsoup") is OUTER
