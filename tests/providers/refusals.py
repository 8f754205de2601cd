"""A service that refuses, and what an answer of it fails with."""

from __future__ import annotations

from tests.providers.prompts import prompt, until_failure
from tests.services.chat_service import (
    Call,
    Plan,
)
from yeoul.errors import (
    YeoulError,
)
from yeoul.providers.base import Prompt
from yeoul.providers.service.provider import ServiceProvider

KEY = "sk-canary-0123456789"


async def failure(provider: ServiceProvider, asked: Prompt | None = None) -> YeoulError:
    """Return the error that an answer without any text ends with."""
    told, error = await until_failure(provider, asked or prompt())
    assert told == ""
    assert isinstance(error, YeoulError)
    assert KEY not in error.detail
    return error


def refusing(status: int, message: str, *, code: str | None = None, **headers: str) -> Plan:
    async def plan(call: Call) -> None:
        await call.error(status, message, code=code, **headers)

    return plan
