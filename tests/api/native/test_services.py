"""Services over HTTP: connected, asked at once and after a restart, changed and removed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from tests.api.native.test_changes import listening
from tests.served import MODEL, Served, serving
from tests.services.chat_service import (
    DONE,
    Call,
    finish,
    open_chat_service,
    text,
)
from tests.services.responses_service import open_responses_service
from tests.services.serving_services import connect, refused, serving_settings
from yeoul.services import nearby
from yeoul.services.service_files import KEYS_FILE, LIST_FILE

pytestmark = pytest.mark.anyio

KEY = "sk-canary-0123456789"


async def model_ids(served: Served) -> list[str]:
    return [model["id"] for model in (await served.get("/api/models"))["models"]]


async def test_a_connected_service_answers_at_once_and_after_a_restart(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        async with serving_settings(tmp_path) as served:
            connected = await connect(served, service.base_url, name="Desk 일", api_key=KEY)
            assert connected == {
                "id": "desk",
                "name": "Desk 일",
                "base_url": service.base_url,
                "key_hint": "…6789",
                "source": "page",
                "status": None,
                "code": None,
                "model_count": 2,
                "warning": None,
                "api": "chat",
                "continues": "no",
                "model": None,
            }
            asked = await served.finished("down the river", model="desk/small")
        async with serving_settings(tmp_path) as served:
            path = f"/api/answers/{asked['answer']['id']}"
            assert (await served.get(path))["text"] == "down the river"
            unasked = connected | {"model_count": None}
            assert (await served.get("/api/services"))["services"] == [unasked]
            assert "desk/large" in await model_ids(served)
            assert (await served.get("/api/services"))["services"] == [connected]
            again = await served.finished("and on", model="desk/large")
            assert (await served.get(f"/api/answers/{again['answer']['id']}"))["text"] == "and on"

    questions = [request for request in service.requests if request.method == "POST"]
    assert [request.body["model"] for request in questions] == ["small", "large"]
    assert {request.headers["authorization"] for request in questions} == {f"Bearer {KEY}"}


async def test_a_service_without_a_list_has_the_model_that_is_named(tmp_path: Path) -> None:
    async def no_list(call: Call) -> None:
        await call.error(404, "Not Found")

    async with open_chat_service() as service:
        service.models = no_list
        async with serving_settings(tmp_path) as served:
            connected = await connect(served, service.base_url, name="Desk")
            assert "has no list of models" in connected["status"]
            changed = await served.client.patch("/api/services/desk", json={"model": " small "})
            assert (changed.json()["model"], changed.json()["status"]) == ("small", None)
        async with serving_settings(tmp_path) as served:
            listed = {model["id"]: model for model in (await served.get("/api/models"))["models"]}
            assert listed["desk/small"]["title"] == "small (Desk)"
            asked = await served.finished("down the river", model="desk/small")
            path = f"/api/answers/{asked['answer']['id']}"
            assert (await served.get(path))["text"] == "down the river"

            changed = await served.client.patch("/api/services/desk", json={"model": None})
            assert "has no list of models" in changed.json()["status"]


async def test_a_service_whose_model_is_named_is_said_to_be_away_when_it_is(tmp_path: Path) -> None:
    async with serving_settings(tmp_path) as served:
        connected = await connect(served, "http://127.0.0.1:9/v1", name="Desk", model="small")
        assert "cannot be reached" in connected["status"]
        assert "desk/small" not in await model_ids(served)


async def test_a_service_can_be_asked_by_the_responses_api(tmp_path: Path) -> None:
    async with open_responses_service() as service:
        async with serving_settings(tmp_path) as served:
            connected = await connect(served, service.base_url, name="Desk")
            path = f"/api/services/{connected['id']}"
            changed = await served.client.patch(path, json={"api": "responses"})
            assert changed.json()["api"] == "responses"
            problem = await refused(served, "PATCH", "/desk", {"continues": "vllm"})
            assert problem["errors"][0]["field"] == "continues"
        async with serving_settings(tmp_path) as served:
            asked = await served.finished("down the river", model="desk/small")
            answer = await served.get(f"/api/answers/{asked['answer']['id']}")
            assert (answer["status"], answer["text"]) == ("finished", "down the river")
            await service.until(lambda: service.deleted == [service.last.id])

    assert [asked["model"] for asked in service.asked] == ["small"]


async def test_its_models_stand_behind_the_others_and_do_not_become_the_default(
    tmp_path: Path,
) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        before = (await served.get("/api/models"))["models"]
        async with listening(served) as heard:
            await connect(served, service.base_url, name="Desk")
            await heard.until("models")
        models = (await served.get("/api/models"))["models"]
    assert models[: len(before)] == before
    assert [(one["id"], one["title"], one["provider"]) for one in models[len(before) :]] == [
        ("desk/small", "small (Desk)", "desk"),
        ("desk/large", "large (Desk)", "desk"),
    ]


async def test_a_removed_service_lets_its_answer_end_and_is_gone(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def slowly(call: Call) -> None:
        await call.head()
        await call.send(text("ab"))
        await go_on.wait()
        await call.send(text("cd"), finish(), DONE)
        await call.end()

    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        service.answer = slowly
        await connect(served, service.base_url, name="Desk", api_key=KEY)
        asked = await served.ask(model="desk/small")
        path = f"/api/answers/{asked['answer']['id']}"
        while not (await served.get(path))["text"]:
            pass
        assert (await served.client.delete("/api/services/desk")).status_code == 204
        assert "desk/small" not in await model_ids(served)
        assert (await served.get("/api/services"))["services"] == []
        assert KEY not in (tmp_path / KEYS_FILE).read_text()
        go_on.set()
        await served.events(asked["answer"]["id"])
        assert (await served.get(path))["text"] == "abcd"


async def test_a_conversation_whose_model_is_gone_says_so_and_takes_another(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        await connect(served, service.base_url, name="Desk")
        conversation = (await served.finished())["conversation"]["id"]
        chosen = {"model": "desk/small"}
        await served.client.patch(f"/api/conversations/{conversation}", json=chosen)
        await served.client.delete("/api/services/desk")
        question = {"content": "more", "conversation_id": conversation}
        reply = await served.client.post("/api/answers", json=question)
        assert (reply.status_code, reply.json()["code"]) == (422, "unknown_model")
        assert "desk/small" in reply.json()["detail"]
        more = await served.finished("more", conversation_id=conversation, model="scripted:echo")
        assert more["answer"]["model"] == "scripted:echo"


async def test_a_key_is_shown_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def tell_it(call: Call) -> None:
        await call.error(401, f"Incorrect API key provided: {KEY}.")

    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        service.models = tell_it
        body = {"base_url": service.base_url, "api_key": KEY}
        told = [
            (await served.client.post("/api/services/test", json=body)).text,
            (await served.client.post("/api/services", json=body | {"name": "Desk"})).text,
            (await served.client.post("/api/services", json=body | {"nonsense": KEY})).text,
            (await served.client.post("/api/services", json=body | {"api_key": [KEY]})).text,
            *[
                (await served.client.get(path)).text
                for path in ("/api/services", "/api/models", "/api/storage", "/metrics", "/readyz")
            ],
        ]
    assert "refuses the API key" in told[0]
    assert "Incorrect API key provided: …" in told[0]
    assert not any(KEY in text for text in [*told, caplog.text])
    assert not any(KEY[:-4] in text for text in [*told, caplog.text])


async def test_a_service_that_is_away_is_connected_and_its_state_is_told(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:

        async def away(call: Call) -> None:
            await call.error(503, "Loading the model.")

        lists, service.models = service.models, away
        connected = await connect(served, service.base_url, name="Desk")
        assert "Loading the model." in connected["status"]
        assert (connected["code"], connected["model_count"]) == ("provider_unavailable", None)
        assert "desk/small" not in await model_ids(served)
        service.models = lists
        async with listening(served) as heard:
            assert "desk/small" in await model_ids(served)
            await heard.until("models")
        [desk] = (await served.get("/api/services"))["services"]
        assert (desk["status"], desk["code"], desk["model_count"]) == (None, None, 2)


async def test_a_service_that_a_question_has_not_reached_is_asked_again_for_its_list(
    tmp_path: Path,
) -> None:
    async with serving_settings(tmp_path) as served:
        async with open_chat_service() as service:
            await connect(served, service.base_url, name="Desk")
        assert "desk/small" in await model_ids(served)
        assert (await served.get("/api/services"))["services"][0]["status"] is None
        asked = await served.finished("hi", model="desk/small")
        answer = await served.get(f"/api/answers/{asked['answer']['id']}")
        assert answer["error"]["code"] == "provider_unavailable"
        assert "desk/small" in await model_ids(served)
        [desk] = (await served.get("/api/services"))["services"]
        assert (desk["code"], desk["model_count"]) == ("provider_unavailable", 2)


async def test_the_service_of_the_settings_is_shown_and_changed_only_there(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        settings = {"base_url": service.base_url, "api_key": KEY, "model": "small"}
        async with serving_settings(tmp_path, **settings) as served:
            [own] = (await served.get("/api/services"))["services"]
            assert (own["source"], own["key_hint"]) == ("settings", "…6789")
            assert own["base_url"] == service.base_url
            for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None)):
                problem = await refused(served, method, f"/{own['id']}", body)
                assert (problem["status"], problem["code"]) == (409, "service_fixed")
                assert "--base-url" in problem["detail"]
            other = await connect(served, service.base_url, name="Settings")
            assert other["id"] == "settings-2"
            assert (await served.finished("hi"))["answer"]["model"] == "small"


async def test_ids_are_short_stable_and_never_taken(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        names = ["Groq", "groq!", "업스테이지", "Embedded", "x" * 60, "x" * 60]
        ids = [(await connect(served, service.base_url, name=name))["id"] for name in names]
        assert ids == ["groq", "groq-2", "127-0-0-1", "embedded-2", "x" * 32, "x" * 30 + "-2"]
        assert (await connect(served, service.base_url))["name"] == f"127.0.0.1:{service.port}"
        await served.client.delete("/api/services/groq")
        assert (await connect(served, service.base_url, name="GROQ"))["id"] == "groq"


async def test_an_id_does_not_begin_the_models_of_another_service(tmp_path: Path) -> None:
    async def like_a_router(call: Call) -> None:
        await call.reply(200, {"data": [{"id": "openai/gpt-5"}, {"id": "openai/gpt-5-mini"}]})

    async with open_chat_service() as router, open_chat_service() as service:
        router.models = like_a_router
        settings = {"base_url": router.base_url, "model": None}
        async with serving_settings(tmp_path, **settings) as served:
            await served.get("/api/models")
            assert (await connect(served, service.base_url, name="OpenAI"))["id"] == "openai-2"


async def test_a_test_tries_the_usual_forms_of_an_address_and_keeps_nothing(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        for pasted in (
            f"127.0.0.1:{service.port}",
            f" {service.base_url}/chat/completions ",
            f"http://127.0.0.1:{service.port}/",
            service.base_url,
        ):
            reply = await served.client.post("/api/services/test", json={"base_url": pasted})
            assert reply.status_code == 200, reply.text
            assert reply.json()["base_url"] == service.base_url
            assert [model["id"] for model in reply.json()["models"]] == ["small", "large"]
            assert reply.json()["models"][1]["context_length"] == 8192
        assert (await served.get("/api/services"))["services"] == []
    assert not (tmp_path / LIST_FILE).exists()


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "base_url", "required"),
        ({"base_url": ""}, "base_url", ""),
        ({"base_url": "no address"}, "base_url", "spaces"),
        ({"base_url": "http://169.254.169.254/latest"}, "base_url", "secrets"),
        ({"base_url": "http://１６９.254.169.254/latest"}, "base_url", "secrets"),
        ({"base_url": "http://999.1.1.1/v1"}, "base_url", "address"),
        ({"base_url": "https://a.b", "api_key": "two words"}, "api_key", "spaces"),
        ({"base_url": "https://a.b", "api_key": ""}, "api_key", ""),
        ({"base_url": "https://a.b", "name": " "}, "name", "blank"),
        ({"base_url": "https://a.b", "continues": "yes"}, "continues", ""),
        ({"base_url": "https://me:pw@a.b", "api_key": "k"}, "api_key", "user name"),
        ({"base_url": "https://a.b", "key": "k"}, "key", ""),
    ],
)
async def test_what_cannot_be_connected_is_refused_with_its_field(
    tmp_path: Path, body: dict[str, Any], field: str, said: str
) -> None:
    async with serving_settings(tmp_path) as served:
        problem = await refused(served, "POST", "", body)
    assert (problem["status"], problem["code"]) == (422, "invalid_request")
    assert problem["errors"][0]["field"] == field
    assert "--" not in problem["detail"]
    assert said in problem["errors"][0]["message"].lower() + problem["detail"].lower()


async def test_a_name_that_leads_to_a_clouds_secrets_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    known = loop.getaddrinfo

    async def look_up(host: str, port: int, **rest: Any) -> list[Any]:
        return await known(host.replace("rebound.invalid", "169.254.169.254"), port, **rest)

    monkeypatch.setattr(loop, "getaddrinfo", look_up)
    async with serving_settings(tmp_path) as served:
        problem = await refused(served, "POST", "/test", {"base_url": "http://rebound.invalid/v1"})
        assert "no service's" in problem["detail"]
        connected = await connect(served, "http://rebound.invalid/v1", name="Desk")
        assert "no service's" in connected["status"]


async def test_a_key_is_taken_as_people_paste_it(tmp_path: Path) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        await connect(served, service.base_url, name="Desk", api_key=f'  "Bearer {KEY}"\n')
        await served.finished("hi", model="desk/small")
    assert service.requests[-1].headers["authorization"] == f"Bearer {KEY}"


async def test_a_key_that_travels_unencrypted_is_warned_of(tmp_path: Path) -> None:
    async with serving_settings(tmp_path, connect_timeout_s=0.1) as served:
        body = {"base_url": "http://service.invalid/v1", "name": "Far", "api_key": KEY}
        reply = await served.client.post("/api/services", json=body)
        assert "unencrypted" in reply.json()["warning"]
        del body["api_key"]
        reply = await served.client.post("/api/services", json=body | {"name": "Other"})
        assert reply.json()["warning"] is None


async def test_a_damaged_file_hides_nothing_else_and_can_be_mended(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        async with serving_settings(tmp_path) as served:
            await connect(served, service.base_url, name="Desk")
        listed = (tmp_path / LIST_FILE).read_text()
        (tmp_path / LIST_FILE).write_text("{")
        async with serving_settings(tmp_path) as served:
            assert (await served.finished("hi"))["answer"]["model"] == "scripted:echo"
            told = await served.get("/api/services")
            assert told["services"] == []
            assert "damaged" in told["locked"]
            problem = await refused(served, "POST", "", {"base_url": service.base_url})
            assert (problem["code"], problem["detail"]) == ("storage_failed", told["locked"])
            (tmp_path / LIST_FILE).write_text(listed)
            told = await served.get("/api/services")
            assert ([one["id"] for one in told["services"]], told["locked"]) == (["desk"], None)
            await served.finished("hi", model="desk/small")


async def test_keys_that_others_could_read_are_not_used_until_that_is_mended(
    tmp_path: Path,
) -> None:
    async with open_chat_service() as service:
        async with serving_settings(tmp_path) as served:
            await connect(served, service.base_url, name="Desk", api_key=KEY)
        (tmp_path / KEYS_FILE).chmod(0o644)
        async with serving_settings(tmp_path) as served:
            told = await served.get("/api/services")
            assert "chmod 600" in told["locked"]
            assert told["services"][0]["status"] == told["locked"]
            await served.finished("hi", model="desk/small")
            problem = await refused(served, "PATCH", "/desk", {"name": "Other"})
            assert problem["code"] == "storage_failed"
            (tmp_path / KEYS_FILE).chmod(0o600)
            told = await served.get("/api/services")
            assert (told["locked"], told["services"][0]["key_hint"]) == (None, "…6789")
            await served.client.patch("/api/services/desk", json={"name": "Other"})
            await served.finished("hi", model="desk/small")
    sent = [request.headers["authorization"] for request in service.questions]
    assert sent == ["Bearer none", f"Bearer {KEY}"]


async def test_an_app_whose_maker_has_chosen_its_models_takes_no_others(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        told = await served.get("/api/services")
        assert told["services"] == []
        assert told["locked"]
        problem = await refused(served, "POST", "", {"base_url": "http://127.0.0.1:9"})
        assert (problem["code"], problem["detail"]) == ("service_fixed", told["locked"])
        assert await model_ids(served) == [MODEL]


async def test_pages_of_other_sites_connect_nothing(tmp_path: Path) -> None:
    async with serving_settings(tmp_path) as served:
        for path in ("", "/test"):
            reply = await served.client.post(
                f"/api/services{path}",
                json={"base_url": "http://127.0.0.1:9"},
                headers={"origin": "https://evil.example"},
            )
            assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    assert not (tmp_path / LIST_FILE).exists()


async def test_ports_are_asked_for_nothing_that_a_page_of_another_site_can_pretend_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_chat_service() as service, serving_settings(tmp_path) as served:
        monkeypatch.setattr(nearby, "USUAL_PORTS", [("Ollama", service.port)])
        # A page of another site, loaded by a browser that tells nothing of who asks.
        headers = {"user-agent": "Mozilla/5.0"}
        reply = await served.client.get("/api/services/nearby", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
        assert service.requests == []
        own = headers | {"x-requested-with": "x"}
        reply = await served.client.get("/api/services/nearby", headers=own)
        assert [found["name"] for found in reply.json()["services"]] == ["Ollama"]


async def test_changes_that_cross_are_all_kept(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        async with serving_settings(tmp_path) as served:
            await asyncio.gather(
                *(connect(served, service.base_url, name=f"s{number}") for number in range(8))
            )
            gone = [served.client.delete(f"/api/services/s{number}") for number in range(0, 8, 2)]
            await asyncio.gather(*gone)
        async with serving_settings(tmp_path) as served:
            kept = {one["id"] for one in (await served.get("/api/services"))["services"]}
    assert kept == {"s1", "s3", "s5", "s7"}
