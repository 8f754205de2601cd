"""The code of a headless server: hard to guess, easy to type, and soon over."""

from __future__ import annotations

import re

import pytest

from yeoul.accounts.setup_code import LIFE_S, MAX_WRONG_TRIES, SetupCode
from yeoul.errors import Forbidden


def test_it_is_right_however_it_is_typed() -> None:
    code = SetupCode()
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", code.text)
    for typed in (code.text, code.text.lower(), f" {code.text.replace('-', '')} "):
        code.check(typed)
    assert SetupCode().text != code.text


def test_ten_wrong_tries_end_it() -> None:
    code = SetupCode()
    for _ in range(MAX_WRONG_TRIES - 1):
        with pytest.raises(Forbidden, match="not the code"):
            code.check("AAAA-AAAA-AAAA")
    code.check(code.text)
    with pytest.raises(Forbidden, match="not the code"):
        code.check("")
    with pytest.raises(Forbidden, match="no longer good"):
        code.check(code.text)


def test_half_an_hour_ends_it() -> None:
    now = [0.0]
    code = SetupCode(clock=lambda: now[0])
    now[0] = LIFE_S
    code.check(code.text)
    now[0] += 1
    with pytest.raises(Forbidden, match="no longer good"):
        code.check(code.text)
