"""The API description is valid, complete, and draws the same lines as the code."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import orjson
import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from schemathesis.specs.openapi.definitions import OPENAPI_32

from tests.served import Served
from yeoul.api import openapi
from yeoul.api.doors import Door, form_at
from yeoul.api.native.request_schemas import AskRequest, ConversationPatch
from yeoul.api.replies import ReplyBody
from yeoul.app import DOORS as NAMED_DOORS
from yeoul.app import create_app, doors_of
from yeoul.errors import IdTaken

DOORS = tuple(doors_of(NAMED_DOORS))
DOCUMENT: dict[str, Any] = create_app().openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}


def test_the_description_is_valid() -> None:
    jsonschema_rs.validator_for(OPENAPI_32).validate(DOCUMENT)
    for shape in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.meta.validate(shape)


def test_every_reference_leads_somewhere() -> None:
    told = set(re.findall(r'"#/components/schemas/(\w+)"', orjson.dumps(DOCUMENT).decode()))

    assert told <= set(DOCUMENT["components"]["schemas"])


def test_of_every_operation_it_is_told_what_it_refuses() -> None:
    described = {name for door in DOORS for name in door.refusals}

    assert described | {"GET /healthz", "GET /readyz", "GET /metrics"} == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_is_described_in_the_form_of_its_door(name: str) -> None:
    for status, reply in OPERATIONS[name]["responses"].items():
        if int(status) < 400 or status == "431" or (name, status) == ("GET /readyz", "503"):
            continue
        expected = {form_at(DOORS, name.split(" ")[1]).media_type}
        assert set(reply["content"]) == (expected | {"text/plain"} if status == "400" else expected)


@pytest.mark.anyio
async def test_a_405_names_every_method_of_its_address(served: Served) -> None:
    for path, operations in DOCUMENT["paths"].items():
        described = {method.upper() for method in operations}
        if path in ("/api/answers/{answer_id}/events", "/api/version"):
            described.add("HEAD")
        for method in ("OPTIONS", "TRACE", "QUERY"):
            reply = await served.client.request(method, re.sub("{.*?}", "x", path))
            assert reply.status_code == 405
            media_type = reply.headers["content-type"].partition(";")[0]
            assert media_type == form_at(DOORS, path).media_type
            assert "not for this method" in reply.text
            assert reply.headers["allow"].split(", ") == sorted(described)


@pytest.mark.anyio
async def test_the_models_that_can_be_asked_for_are_named(served: Served) -> None:
    document = (await served.client.get("/openapi.json")).json()
    listed = (await served.client.get("/api/models")).json()["models"]
    shapes = document["components"]["schemas"]

    for name in ("AskRequest", "ConversationPatch"):
        [model] = [s for s in shapes[name]["properties"]["model"]["anyOf"] if "enum" in s]
        assert model["enum"] == [each["id"] for each in listed]


class OtherQuestion(BaseModel):
    model: str


@pytest.mark.anyio
async def test_another_door_describes_its_refusals_and_names_the_same_models(
    served: Served,
) -> None:
    app = FastAPI()
    app.state.dependencies = served.app.state.dependencies

    @app.post("/v1/questions")
    async def ask(body: OtherQuestion) -> None: ...

    openapi.install(app, [Door(("/v1",), (), {"POST /v1/questions": (IdTaken,)}, (), {})])
    document = app.openapi()

    assert (
        "id_taken" in document["paths"]["/v1/questions"]["post"]["responses"]["409"]["description"]
    )
    model = document["components"]["schemas"]["OtherQuestion"]["properties"]["model"]
    assert model["enum"] == list(served.app.state.dependencies.chat.known_model_ids())


class Usage(ReplyBody):
    """A shape with the name of one of the native door's."""

    spent: int


def reporting() -> APIRouter:
    router = APIRouter()

    @router.get("/v1/usage")
    async def usage() -> Usage:
        return Usage(spent=1)

    return router


@pytest.mark.parametrize(
    "other",
    [
        Door(("/v1",), (reporting(),), {}, (), {}),
        Door(("/v1",), (), {}, (Usage,), {}),
        Door(("/v1",), (), {}, (), {"Usage": {"type": "integer"}}),
    ],
    ids=["reply", "shape", "stream"],
)
def test_two_doors_may_not_give_their_shapes_one_name(other: Door) -> None:
    app, doors = FastAPI(), [*DOORS, other]
    for router in (router for door in doors for router in door.routers):
        app.router.routes.extend(router.routes)
    openapi.install(app, doors)

    with pytest.raises(ValueError, match="Two shapes of the API description are called Usage"):
        app.openapi()


@pytest.mark.parametrize(
    ("operation", "status", "code"),
    [
        ("GET /api/answers/{answer_id}/events", "507", "storage_full"),
        ("GET /api/models", "502", "quota_exhausted"),
    ],
)
def test_refusals_that_come_from_far_below_are_described(
    operation: str, status: str, code: str
) -> None:
    assert f"`{code}`" in OPERATIONS[operation]["responses"][status]["description"]


_TEXT = st.sampled_from(["", " ", "x", "\t\n", "\x1c", "\x85", "\ufeff", "\u3000", "\u200b", "가 "])
_ID = st.sampled_from(["", "x", "x" * 64, "x" * 65])
_NUMBER = st.sampled_from(
    [
        *(-1, 0, -0.0, 1, 1.0, 1.5, 2, 2.0, 2.1, 5e-324, 1_000_000, 1_000_001, 1e6, True),
        *(2**31 - 1, 2**31, float(2**31 - 1), 2**63, 1e300),
    ]
)


def _bodies(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies of some of the fields, each of which may be null or of another type."""
    odd: st.SearchStrategy[Any] = st.sampled_from([None, True, 7, "x", [], {}])
    fields["unknown"] = st.none()
    return st.fixed_dictionaries({}, optional={name: of | odd for name, of in fields.items()})


_PARAMETERS = dict.fromkeys(("temperature", "top_p", "max_tokens", "seed"), _NUMBER)
_ASK = _bodies(
    **_PARAMETERS,
    content=_TEXT,
    system=_TEXT,
    question_id=_ID,
    parent_id=_ID,
    conversation_id=_ID,
    model=st.sampled_from(["", "x", "x" * 256, "x" * 257]),
)
_PATCH = _bodies(
    title=_TEXT | st.sampled_from(["x" * 200, "x" * 201]),
    leaf_id=_ID,
    system=_TEXT,
    parameters=_bodies(**_PARAMETERS),
)


_JUDGES: dict[type[BaseModel], jsonschema_rs.Validator] = {
    model: jsonschema_rs.validator_for(
        {"$ref": f"#/components/schemas/{model.__name__}", "components": DOCUMENT["components"]}
    )
    for model in (AskRequest, ConversationPatch)
}


def _agree(model: type[BaseModel], body: dict[str, Any]) -> bool:
    """Check that description and code judge a body alike; returns how."""
    try:
        model.model_validate(orjson.loads(orjson.dumps(body)))
        taken = True
    except ValidationError:
        taken = False
    assert _JUDGES[model].is_valid(body) == taken, body
    return taken


@settings(max_examples=1_000, deadline=None)
@given(_ASK)
@example({"content": "x" * 200_000})
@example({"content": "x" * 200_001})
@example({"content": "🌊" * 200_000, "system": "🌊" * 200_000})
@example({"content": "x", "system": "x" * 200_001})
@example({"question_id": "x", "parent_id": None})
@example({"question_id": "x", "content": None})
@example({"question_id": None, "content": "x", "parent_id": None, "conversation_id": None})
@example({"question_id": None, "content": None})
def test_a_question_is_taken_exactly_if_the_description_allows_it(body: dict[str, Any]) -> None:
    _agree(AskRequest, body)


@settings(max_examples=1_000, deadline=None)
@given(_PATCH)
@example({"title": None})
@example({"leaf_id": None})
@example({"parameters": {"unknown": 1}})
def test_a_change_is_taken_exactly_if_the_description_allows_it(body: dict[str, Any]) -> None:
    _agree(ConversationPatch, body)


def test_both_judgements_are_passed() -> None:
    assert _agree(AskRequest, {"content": "x", "seed": 5.0})
    assert not _agree(AskRequest, {"content": "\ufeff"})
