"""What a person sees whose browser is refused; programs get what they always got."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.accounts.people import serving_people
from tests.api.test_plain_pages import check_policy
from tests.api.test_proxy_identity import proxied
from tests.served import Served, serving

pytestmark = pytest.mark.anyio

VISIT = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NAVIGATION = {**VISIT, "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["x"], allowed_hosts=("chat.example",)) as served:
        yield served


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en-GB,en;q=0.9,ko;q=0.8", "This server does not answer to this name"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "이 서버가 답하지 않는 이름입니다"),
    ],
)
async def test_a_person_at_a_name_that_is_not_known_reads_which_flag_helps(
    served: Served, language: str, title: str
) -> None:
    visit = {**VISIT, "host": "phone.lan:8000", "accept-language": language}
    reply = await served.client.get("/", headers=visit)
    assert reply.status_code == 403
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-language"] == language[:2]
    assert f'<html lang="{language[:2]}">' in reply.text
    assert f"<h1>{title}</h1>" in reply.text
    assert "--allowed-hosts phone.lan<" in reply.text
    check_policy(reply)


async def test_a_person_whom_another_site_leads_to_the_api_reads_what_is_refused(
    served: Served,
) -> None:
    for path in ("/api/conversations", "/completion?query=x"):
        reply = await served.client.get(path, headers=NAVIGATION)
        assert reply.status_code == 403
        assert "--allowed-origins" in reply.text
        assert '<a href="/">' in reply.text
        check_policy(reply)


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_person_whom_nobody_knows_or_who_is_no_admin_reads_where_to_sign_in(
    tmp_path: Path, language: str
) -> None:
    visit = {**VISIT, "accept-language": language}
    async with serving_people(tmp_path) as (served, people):
        replies = [
            (await served.client.get("/docs", headers=visit), 401),
            (await served.client.get("/api/conversations", headers=visit), 401),
            (await people["ann"].get("/docs", headers=visit), 403),
            (await people["ann"].get("/metrics", headers=visit), 403),
        ]
        program = await people["ann"].get("/docs")
    for reply, status in replies:
        assert reply.status_code == status
        assert f'<html lang="{language}">' in reply.text
        assert '<a href="/">' in reply.text
        assert ("www-authenticate" in reply.headers) == (status == 401)
        check_policy(reply)
    assert program.json()["code"] == "forbidden"


async def test_a_person_who_comes_by_another_proxy_reads_which_flag_helps(tmp_path: Path) -> None:
    async with proxied(tmp_path, trusted="10.0.0.1") as served:
        reply = await served.client.get("/", headers={**VISIT, "remote-user": "ann"})
    assert reply.status_code == 403
    assert "--trusted-proxies" in reply.text
    check_policy(reply)


async def test_programs_get_a_problem(served: Served) -> None:
    for headers in (
        {"host": "phone.lan"},
        {"host": "phone.lan", "accept": "*/*"},
        {"host": "phone.lan", "accept": "application/json"},
        {**VISIT, "host": "phone.lan", "sec-fetch-mode": "cors"},
        {**VISIT, "host": "phone.lan", "sec-fetch-mode": "no-cors"},
    ):
        reply = await served.client.get("/api/models", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_host")
        assert "--allowed-hosts phone.lan" in reply.json()["detail"]
    reply = await served.client.post("/api/answers", headers={**VISIT, "host": "phone.lan"})
    assert reply.json()["code"] == "forbidden_host"


@pytest.mark.parametrize(
    "host", ["<script>alert(1)</script>", 'a"b', "a&b", "é.test", "a" * 300, "[::1", "a b", "-", ""]
)
async def test_a_name_that_is_none_is_not_repeated(served: Served, host: str) -> None:
    headers = {b"host": host.encode("latin-1"), b"accept": b"text/html"}
    reply = await served.client.get("/", headers=headers)
    assert reply.status_code == 403
    assert "<script" not in reply.text
    assert "alert" not in reply.text
    assert len(reply.text) < 3_000
