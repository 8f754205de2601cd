"""A service is changed over HTTP: what is wrong never takes the place of what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services.chat_service import Call, Plan, list_models, open_chat_service
from tests.services.serving_services import connect, refused, serving_settings

pytestmark = pytest.mark.anyio

KEY = "sk-canary-0123456789"


async def test_a_service_is_changed_and_its_key_is_kept_and_taken_away(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        await connect(served, service.base_url, name="Desk", api_key=KEY)

        async def change(**fields: Any) -> dict[str, Any]:
            reply = await served.client.patch("/api/services/desk", json=fields)
            assert reply.status_code == 200, reply.text
            changed: dict[str, Any] = reply.json()
            return changed

        renamed = await change(name="Office")
        assert (renamed["id"], renamed["name"], renamed["key_hint"]) == ("desk", "Office", "…6789")
        await served.finished("one", model="desk/small")
        assert (await change(api_key="short"))["key_hint"] == "…"
        await served.finished("two", model="desk/small")
        assert (await change(api_key=None))["key_hint"] is None
        await served.finished("three", model="desk/small")
        titles = [model["title"] for model in (await served.get("/api/models"))["models"]]
        assert "small (Office)" in titles

    sent = [one.headers["authorization"] for one in service.requests if one.method == "POST"]
    assert sent == [f"Bearer {KEY}", "Bearer short", "Bearer none"]


async def refuse_others(call: Call) -> None:
    """List models for `KEY` alone."""
    if call.request.headers["authorization"] == f"Bearer {KEY}":
        await list_models(call)
    else:
        await call.error(401, "Incorrect API key provided.")


async def test_a_new_key_that_is_refused_leaves_the_old_one_in_its_place(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        service.models = refuse_others
        async with serving_settings(tmp_path) as served:
            await connect(served, service.base_url, name="Desk", api_key=KEY)
            for key in ("sk-wrong-0123456789", None):
                change = {"name": "Office", "api_key": key}
                problem = await refused(served, "PATCH", "/desk", change)
                assert (problem["status"], problem["code"]) == (502, "provider_unauthorized")
                assert "Incorrect API key provided." in problem["detail"]
            [kept] = (await served.get("/api/services"))["services"]
            assert (kept["name"], kept["key_hint"], kept["status"]) == ("Desk", "…6789", None)
        async with serving_settings(tmp_path) as served:
            assert (await served.finished("hi", model="desk/small"))["answer"]["model"]
    assert service.questions[-1].headers["authorization"] == f"Bearer {KEY}"


async def test_a_service_moves_only_to_where_one_answers_unless_a_person_wants_it(
    tmp_path: Path,
) -> None:
    async with (
        open_chat_service() as service,
        open_chat_service() as other,
        serving_settings(tmp_path) as served,
    ):
        before = await connect(served, service.base_url, name="Desk")
        away = {"base_url": "http://127.0.0.1:9/v1"}
        problem = await refused(served, "PATCH", "/desk", away)
        assert problem["code"] == "provider_unavailable"
        assert (await served.get("/api/services"))["services"] == [before]

        moved = await served.client.patch("/api/services/desk", json=away | {"anyway": True})
        assert (moved.status_code, moved.json()["base_url"]) == (200, away["base_url"])
        assert (moved.json()["code"], moved.json()["model_count"]) == ("provider_unavailable", None)

        pasted = {"base_url": f"127.0.0.1:{other.port}"}
        moved = await served.client.patch("/api/services/desk", json=pasted)
        assert (moved.json()["base_url"], moved.json()["status"]) == (other.base_url, None)
        await served.finished("hi", model="desk/small")
    assert len(other.questions) == 1


async def no_list(call: Call) -> None:
    await call.error(404, "Not Found")


async def another_list(call: Call) -> None:
    await call.reply(200, {"models": []})


@pytest.mark.parametrize(
    ("reply_instead", "code"), [(no_list, "provider_rejected"), (another_list, "provider_broken")]
)
async def test_a_service_without_a_list_takes_a_new_key_for_its_named_model_and_no_new_address(
    tmp_path: Path, reply_instead: Plan, code: str
) -> None:
    async with (
        open_chat_service() as service,
        open_chat_service() as other,
        serving_settings(tmp_path) as served,
    ):
        service.models = other.models = reply_instead
        await connect(served, service.base_url, name="Desk", model="small")
        reply = await served.client.patch("/api/services/desk", json={"api_key": KEY})
        assert (reply.status_code, reply.json()["key_hint"]) == (200, "…6789")

        move = {"base_url": other.base_url, "api_key": None}
        assert (await refused(served, "PATCH", "/desk", move))["code"] == code
        [kept] = (await served.get("/api/services"))["services"]
        assert (kept["base_url"], kept["key_hint"]) == (service.base_url, "…6789")
        moved = await served.client.patch("/api/services/desk", json=move | {"anyway": True})
        assert (moved.status_code, moved.json()["base_url"]) == (200, other.base_url)


async def test_the_shown_address_changes_no_secret_and_is_no_address(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        shown = (await connect(served, f"{service.base_url}?token={KEY}", name="Desk"))["base_url"]
        assert shown == f"{service.base_url}?token=…"
        same = {"base_url": f" {shown} ", "name": "Office"}
        assert (await served.client.patch("/api/services/desk", json=same)).status_code == 200
        await served.finished("one", model="desk/small")
        for method, path in (("PATCH", "/desk"), ("POST", ""), ("POST", "/test")):
            problem = await refused(served, method, path, {"base_url": f"{shown}&a=b"})
            assert problem["errors"][0]["field"] == "base_url"
            assert "secret" in problem["detail"]

    assert all(request.path.endswith(f"?token={KEY}") for request in service.requests)


async def test_a_key_does_not_follow_its_service_to_another_place(tmp_path: Path) -> None:
    async with (
        open_chat_service() as service,
        open_chat_service() as other,
        serving_settings(tmp_path) as served,
    ):
        await connect(served, service.base_url, name="Desk", api_key=KEY)
        problem = await refused(served, "PATCH", "/desk", {"base_url": other.base_url})
        assert problem["errors"][0]["field"] == "api_key"
        assert other.requests == []
        moved = {"base_url": other.base_url, "api_key": None}
        assert (await served.client.patch("/api/services/desk", json=moved)).status_code == 200
    assert {request.headers["authorization"] for request in other.requests} == {"Bearer none"}
