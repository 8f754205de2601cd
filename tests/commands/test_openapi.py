from __future__ import annotations

import json

import pytest

from yeoul.commands.openapi import openapi


def test_the_document_describes_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    openapi()
    document = json.loads(capsys.readouterr().out)
    assert document["info"]["title"] == "Yeoul"
    assert {"/api/models", "/api/answers"} <= set(document["paths"])
    assert "Answer" in document["components"]["schemas"]
