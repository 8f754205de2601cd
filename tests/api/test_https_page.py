"""`/https`: what a phone reads that has been led to a plain address."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accounts.people import serving_people
from tests.api.test_plain_pages import check_policy
from tests.served import Served, serving

pytestmark = pytest.mark.anyio


async def check_page(served: Served) -> None:
    for language, title in (("en", "How https comes about"), ("ko", "https로 접속하려면")):
        reply = await served.client.get("/https", headers={"accept-language": language})
        assert reply.status_code == 200
        assert f"<h1>{title}</h1>" in reply.text
        assert "tailscale serve" in reply.text
        check_policy(reply)


async def test_how_https_comes_about_is_told_to_everybody(tmp_path: Path) -> None:
    async with serving(tmp_path / "local", ["x"]) as served:
        await check_page(served)
    async with serving_people(tmp_path, ["x"]) as (served, _):
        await check_page(served)
