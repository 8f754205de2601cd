"""Whatever fits the API's description, and much that does not, is answered without a 5xx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.faults.servers import server
from tests.faults.volumes import LIMIT_S, RANDOM, SEED, VOLUMES, portions

pytestmark = pytest.mark.timeout(LIMIT_S)

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
#: Streams that go on until the client leaves.
ENDLESS = {"/api/changes"}
#: Fields of a question that fit every conversation and model.
FREE = {"content", "system", "temperature", "max_tokens", "top_p", "seed"}


def known_ids(url: str) -> dict[str, list[str]]:
    """Ask some questions; returns real values for the path parameters."""
    ids: dict[str, list[str]] = {"answer_id": [], "conversation_id": []}
    for _ in range(4):
        asked = httpx2.post(f"{url}/api/answers", json={"content": "?"}, trust_env=False).json()
        ids["answer_id"].append(asked["answer"]["id"])
        ids["conversation_id"].append(asked["conversation"]["id"])
    return ids


def requests_of(url: str) -> st.SearchStrategy[Any]:
    """Return requests to every operation, valid and invalid ones."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    strategies: list[st.SearchStrategy[Any]] = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path not in ENDLESS:
            strategies += [operation.as_strategy(generation_mode=mode) for mode in MODES]
    return st.one_of(strategies)


def asking(url: str, ids: dict[str, list[str]], asked: list[int]) -> Callable[..., None]:
    """Return the test of one case, which notes the status it got."""

    def ask(case: Any, pick: int) -> None:
        for name in case.path_parameters or {}:
            if name in ids and pick < 4:
                case.path_parameters[name] = ids[name][pick]
        if case.operation.label == "POST /api/answers" and isinstance(case.body, dict) and pick < 4:
            case.body = {"content": "?", **{k: case.body[k] for k in FREE & case.body.keys()}}
        response = case.call(timeout=40)
        asked.append(response.status_code)
        assert response.status_code < 500, (case.as_curl_command(), response.text)

    return given(case=requests_of(url), pick=st.integers(0, 5))(ask)


def test_no_request_makes_the_server_fail(tmp_path: Path) -> None:
    with server(tmp_path / "data", model="scripted:echo") as served:
        ids = known_ids(served.url)
        asked: list[int] = []
        for number, part in portions(VOLUMES.api_requests, SEED):
            how = settings(
                max_examples=part,
                deadline=None,
                derandomize=not RANDOM,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            ask = asking(served.url, ids, asked)
            how(seed(number)(ask) if RANDOM else ask)()
            told = {status: asked.count(status) for status in sorted(set(asked))}
            print(f"{len(asked)} requests up to YEOUL_SEED={number}: {told}", flush=True)
        assert len(asked) >= VOLUMES.api_requests
        assert httpx2.get(f"{served.url}/readyz", trust_env=False).status_code == 200
        assert "Traceback" not in served.told()
