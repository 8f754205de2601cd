"""Settings reach the parts that they are for."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from yeoul.configured import limits_of, open_catalogue
from yeoul.settings import Settings


def test_a_service_has_as_many_slots_as_answers_may_grow(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, api_key=SecretStr("sk-1"), max_answers=7)

    service = next(found for found in open_catalogue(settings).providers if found.remote)

    assert service.slots == 7


def test_limits_are_those_of_the_settings() -> None:
    settings = Settings(first_token_timeout_s=1, idle_timeout_s=2, max_answer_bytes=3)

    limits = limits_of(settings)

    assert limits.first_token_timeout_s == 1
    assert limits.idle_timeout_s == 2
    assert limits.max_answer_bytes == 3
