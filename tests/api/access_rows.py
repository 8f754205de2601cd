"""What each address demands of its caller, and how each one is reached by an id: the whole table.

`tests/api/test_access.py` tries every row, and fails for a route that has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import httpx2

from tests.served import MODEL


class Thing(NamedTuple):
    """A conversation with its messages, or ids that lead nowhere."""

    conversation: str
    question: str
    answer: str


class Reach(NamedTuple):
    """One request that names a thing."""

    #: With the fields of a `Thing` in braces.
    path: str
    #: The status for the thing's owner.
    own: int
    body: Any = None
    headers: Mapping[str, str] = MappingProxyType({})
    method: str = ""


class Row(NamedTuple):
    """One address."""

    #: ``nobody``: no caller is needed. ``admin``: a user is refused.
    demands: Literal["nobody", "user", "admin"]
    reaches: tuple[Reach, ...] = ()
    #: A body with which an admin, or an owner, may ask.
    body: Any = None
    #: The scopes of a token, of which one is enough; none: no token reaches it.
    by: str = ""
    #: The test that tries the ids in the request, where they are none of a `Thing`, or where only a
    #: server with accounts has such an address.
    tried: str = ""


def refusal_in(reply: httpx2.Response) -> tuple[int, str, str]:
    """Return the status, the code and the sentence of a refusal, in the form of its door."""
    status, own = reply.status_code, {"invalid_api_key": "unauthenticated"}
    told = reply.text if _is_text(reply) else reply.json()
    if isinstance(told, dict) and "error" in told:
        told = told["error"]
    if isinstance(told, str):  # the formats of these doors have a sentence alone
        return status, _code_of(status, told), told
    if "detail" in told:
        return status, told["code"], told["detail"]
    if "code" not in told:  # the type is another word for the status
        return status, _code_of(status, told["message"]), told["message"]
    return status, own.get(told["code"], told["code"]), told["message"]


def _is_text(reply: httpx2.Response) -> bool:
    return reply.headers["content-type"].startswith("text/plain")


def _code_of(status: int, sentence: str) -> str:
    if status == 403:
        return "forbidden_proxy" if "--trusted-proxies" in sentence else "forbidden"
    return {401: "unauthenticated"}.get(status, "")


def without_its_name(reply: httpx2.Response) -> bytes:
    """Return a body without the name that some doors give to each request."""
    return re.sub(rb"req_[0-9a-f]{32}", b"", reply.content)


def is_unauthenticated(reply: httpx2.Response) -> bool:
    """Return whether a reply says that nobody is known, in the form of its door."""
    return refusal_in(reply)[:2] == (401, "unauthenticated")


def _import(conversation: str, question: str) -> dict[str, Any]:
    at = "2026-01-01T00:00:00Z"
    message = {"id": question, "role": "user", "text": "x", "created_at": at}
    given = {"id": conversation, "title": "x", "created_at": at, "updated_at": at}
    return {"conversations": [{**given, "messages": [message]}]}


JSON = {"accept": "application/json"}
EVENTS = "/api/answers/{answer}/events"
CONVERSATION = "/api/conversations/{conversation}"
CONV = "/v1/conversations/conv_{conversation}"

_MESSAGES = {"model": MODEL, "messages": [{"role": "user", "content": "?"}]}

#: What no passkey has signed.
SIGNED = dict.fromkeys(
    ("id", "client_data", "authenticator_data", "signature", "user_handle"), "AA"
)

#: Tries the ids of assistants: each is its owner's.
_ASSISTANT = "test_what_is_anothers_is_answered_like_what_does_not_exist"
#: Tries the ids of exhibits: each is its owner's.
_EXHIBIT = "test_there_are_a_few_at_a_time_and_each_is_its_owners_until_it_is_gone"

ROWS: dict[str, Row] = {
    "POST /api/answers": Row(
        "user",
        (
            Reach("/api/answers", 201, {"content": "?", "conversation_id": "{conversation}"}),
            Reach(
                "/api/answers",
                201,
                {
                    "content": "?",
                    "conversation_id": "{conversation}",
                    "parent_id": "{answer}",
                },
            ),
            Reach("/api/answers", 201, {"question_id": "{question}"}),
            Reach("/api/answers", 201, {"question_id": "{question}", "prefix": "The"}),
            Reach(
                "/api/answers",
                200,
                {"question_id": "{question}"},
                {"accept": "text/event-stream"},
            ),
        ),
        by="ask",
    ),
    "POST /api/attachments": Row("user", by="ask write"),
    "GET /api/attachments/{attachment_id}": Row(
        "user", by="read", tried="test_a_picture_is_not_there_for_anybody_else"
    ),
    "GET /api/answers/{answer_id}": Row(
        "user", (Reach("/api/answers/{answer}", 200),), by="ask read"
    ),
    "GET /api/answers/{answer_id}/candidates": Row(
        "user", (Reach("/api/answers/{answer}/candidates", 200),), by="ask read"
    ),
    "GET /api/answers/{answer_id}/prompt": Row(
        "user", (Reach("/api/answers/{answer}/prompt", 200),), by="read"
    ),
    "GET /api/answers/{answer_id}/events": Row(
        "user",
        (
            Reach(EVENTS, 200),
            Reach(f"{EVENTS}?after=1-1", 200),
            Reach(f"{EVENTS}?after=1-3", 204),
            Reach(EVENTS, 200, headers=JSON),
            Reach(f"{EVENTS}?after=1-1&wait=1", 200, headers=JSON),
            Reach(f"{EVENTS}?after=9-9&wait=30", 200, headers={**JSON, "last-event-id": "1-1"}),
            Reach(EVENTS, 200, method="HEAD"),
        ),
        by="ask read",
    ),
    "POST /api/answers/{answer_id}/stop": Row(
        "user", (Reach("/api/answers/{answer}/stop", 200),), by="ask"
    ),
    "POST /api/answers/{answer_id}/continue": Row(
        "user", (Reach("/api/answers/{answer}/continue", 409),), by="ask"
    ),
    "GET /api/conversations": Row("user", by="read"),
    "GET /api/conversations/{conversation_id}": Row("user", (Reach(CONVERSATION, 200),), by="read"),
    "PATCH /api/conversations/{conversation_id}": Row(
        "user",
        (
            Reach(CONVERSATION, 200, {"title": "mine"}),
            Reach(CONVERSATION, 200, {"leaf_id": "{question}"}),
        ),
        by="write",
    ),
    "DELETE /api/conversations/{conversation_id}": Row(
        "user", (Reach(CONVERSATION, 204), Reach(f"{CONVERSATION}?forever=true", 204)), by="write"
    ),
    "POST /api/conversations/{conversation_id}/restore": Row(
        "user", (Reach(f"{CONVERSATION}/restore", 200),), by="write"
    ),
    "POST /api/imports": Row(
        "user",
        (
            Reach("/api/imports", 200, _import("{conversation}", "{question}")),
            Reach("/api/imports", 200, _import("{conversation}", "{answer}")),
        ),
        by="write",
    ),
    "GET /api/changes": Row("user", by="read"),
    "GET /api/models": Row("user", by="ask read"),
    "DELETE /api/models/{model_id}": Row("admin"),
    "GET /api/downloads": Row("admin"),
    "POST /api/downloads": Row("admin", body={"model": "x"}),
    "POST /api/downloads/{download_id}/pause": Row("admin"),
    "POST /api/downloads/{download_id}/resume": Row("admin"),
    "DELETE /api/downloads/{download_id}": Row("admin"),
    # Nothing of that name is shown: a row starts no processes.
    "POST /api/exhibits": Row("admin", body={"exhibit": "x"}),
    "DELETE /api/exhibits/{exhibit_id}": Row("admin", tried=_EXHIBIT),
    "POST /api/exhibits/{exhibit_id}/kill": Row("admin", tried=_EXHIBIT),
    "GET /api/exhibits/{exhibit_id}/thirty-lines/completion": Row("admin", tried=_EXHIBIT),
    "POST /api/exhibits/{exhibit_id}/yeoul/api/answers": Row(
        "admin", body={"content": "?"}, tried=_EXHIBIT
    ),
    "GET /api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}": Row("admin", tried=_EXHIBIT),
    "GET /api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}/events": Row(
        "admin", tried=_EXHIBIT
    ),
    "GET /api/services": Row("admin"),
    "POST /api/services": Row("admin", body={"base_url": "http://127.0.0.1:9/v1"}),
    "POST /api/services/test": Row("admin", body={"base_url": "http://127.0.0.1:9/v1"}),
    "GET /api/services/nearby": Row("admin"),
    "PATCH /api/services/{service_id}": Row("admin", body={"name": "x"}),
    "DELETE /api/services/{service_id}": Row("admin"),
    "POST /api/services/{service_id}/try-continue": Row("admin", body={}),
    "GET /api/me": Row("user", by="ask read write metrics"),
    "POST /api/login": Row("nobody", body={"name": "x", "password": "x"}),
    "POST /api/login/passkey/challenge": Row("nobody", body={}),
    "POST /api/login/passkey": Row("nobody", body=SIGNED),
    "GET /api/passkeys": Row("user"),
    "POST /api/passkeys/challenge": Row("user"),
    "POST /api/passkeys": Row(
        "user", body={"name": "x", "id": "AA", "client_data": "AA", "attestation": "AA"}
    ),
    "PATCH /api/passkeys/{passkey_id}": Row(
        "user", body={"name": "x"}, tried="test_a_passkey_is_its_persons_alone"
    ),
    "DELETE /api/passkeys/{passkey_id}": Row("user", tried="test_a_passkey_is_its_persons_alone"),
    "POST /api/logout": Row("nobody"),
    "POST /api/setup": Row("nobody", body={"code": "x", "name": "x", "password": "x"}),
    "POST /api/join": Row("nobody", body={"token": "x", "password": "x"}),
    "GET /api/me/usage": Row("user", by="read"),
    "POST /api/oidc": Row("nobody", body={"provider": "x"}),
    "GET /api/me/credentials": Row("user"),
    "DELETE /api/me/credentials/{credential_id}": Row(
        "user", tried="test_an_unlinked_provider_lets_nobody_in_and_the_last_way_stays"
    ),
    "POST /api/join/look": Row("nobody", body={"token": "x"}),
    "POST /api/me/password": Row("user", body={"current": "x", "new": "x"}),
    "POST /api/me/delete": Row("user", body={"name": "x", "password": "x"}),
    "POST /api/export": Row("user"),
    "GET /api/sessions": Row("user"),
    "DELETE /api/sessions": Row("user"),
    "DELETE /api/sessions/{session_id}": Row(
        "user", tried="test_sessions_are_listed_and_ended_by_their_person_alone"
    ),
    "GET /api/tokens": Row("user"),
    "POST /api/tokens": Row("user", body={"name": "x", "scopes": ["ask"]}),
    "DELETE /api/tokens/{token_id}": Row(
        "user", tried="test_tokens_are_listed_and_revoked_by_their_person_alone"
    ),
    "GET /api/accounts": Row("admin"),
    "POST /api/accounts": Row("admin", body={"name": ""}),
    "PATCH /api/accounts/{account_id}": Row("admin", body={}),
    "DELETE /api/accounts/{account_id}": Row("admin"),
    "POST /api/accounts/{account_id}/reset": Row("admin"),
    "POST /api/shares": Row(
        "user",
        body={"conversation_id": "x"},
        tried="test_what_is_anothers_is_shared_like_what_does_not_exist",
        by="write",
    ),
    "GET /api/shares": Row("user", by="read"),
    "DELETE /api/shares/{share_id}": Row(
        "user", tried="test_links_are_listed_and_revoked_by_their_owner_alone", by="write"
    ),
    "GET /api/assistants": Row("user", by="read"),
    "POST /api/assistants": Row("user", body={"name": "x"}, by="write"),
    "GET /api/assistants/{assistant_id}": Row("user", tried=_ASSISTANT, by="read"),
    "PATCH /api/assistants/{assistant_id}": Row(
        "user", body={"name": "x"}, tried=_ASSISTANT, by="write"
    ),
    "DELETE /api/assistants/{assistant_id}": Row("user", tried=_ASSISTANT, by="write"),
    "POST /api/assistants/{assistant_id}/restore": Row("user", tried=_ASSISTANT, by="write"),
    "GET /api/invites": Row("admin"),
    "POST /api/invites": Row("admin", body={"role": "guest"}),
    "DELETE /api/invites/{invite_id}": Row("admin"),
    "GET /api/storage": Row("user", by="read"),
    "GET /completion": Row("user", by="ask"),
    "POST /v1/chat/completions": Row(
        "user", body={"messages": [{"role": "user", "content": "?"}]}, by="ask"
    ),
    "POST /v1/responses": Row(
        "user",
        (
            Reach("/v1/responses", 200, {"input": "?", "previous_response_id": "resp_{answer}"}),
            Reach("/v1/responses", 200, {"input": "?", "conversation": "conv_{conversation}"}),
            Reach(
                "/v1/responses",
                200,
                {"input": "?", "previous_response_id": "resp_{answer}", "store": False},
            ),
        ),
        body={"input": "?"},
        by="ask",
    ),
    "GET /v1/responses/{response_id}": Row(
        "user",
        (
            Reach("/v1/responses/resp_{answer}", 200),
            Reach("/v1/responses/resp_{answer}?stream=true", 200),
            Reach("/v1/responses/resp_{answer}?stream=true&starting_after=3", 200),
        ),
        by="ask read",
    ),
    "DELETE /v1/responses/{response_id}": Row(
        "user", (Reach("/v1/responses/resp_{answer}", 200),), by="write"
    ),
    "POST /v1/responses/{response_id}/cancel": Row(
        "user", (Reach("/v1/responses/resp_{answer}/cancel", 200),), by="ask"
    ),
    "GET /v1/responses/{response_id}/input_items": Row(
        "user", (Reach("/v1/responses/resp_{answer}/input_items", 200),), by="ask read"
    ),
    "POST /v1/conversations": Row("user", body={}, by="ask write"),
    "GET /v1/conversations/{conversation_id}": Row("user", (Reach(CONV, 200),), by="read"),
    "POST /v1/conversations/{conversation_id}": Row("user", (Reach(CONV, 200, {}),), by="write"),
    "DELETE /v1/conversations/{conversation_id}": Row("user", (Reach(CONV, 200),), by="write"),
    "GET /v1/conversations/{conversation_id}/items": Row(
        "user", (Reach(f"{CONV}/items", 200),), by="read"
    ),
    "POST /v1/conversations/{conversation_id}/items": Row(
        "user",
        (
            Reach(
                f"{CONV}/items",
                200,
                {
                    "items": [
                        {"role": "user", "content": "?"},
                        {"role": "assistant", "content": "!"},
                    ]
                },
            ),
        ),
        by="write",
    ),
    "GET /v1/conversations/{conversation_id}/items/{item_id}": Row(
        "user", (Reach(f"{CONV}/items/msg_{{answer}}", 200),), by="read"
    ),
    "DELETE /v1/conversations/{conversation_id}/items/{item_id}": Row(
        "user", (Reach(f"{CONV}/items/msg_{{answer}}", 400),), by="write"
    ),
    "POST /v1/messages": Row("user", body=_MESSAGES | {"max_tokens": 9}, by="ask"),
    "POST /v1/messages/count_tokens": Row("user", body=_MESSAGES, by="ask"),
    "GET /v1/models": Row("user", by="ask read"),
    "GET /v1/models/{model_id}": Row(
        "user", by="ask read", tried="test_the_models_are_listed_and_read_one_by_one"
    ),
    "POST /api/generate": Row("user", body={"model": MODEL, "prompt": "?"}, by="ask"),
    "GET /api/tags": Row("user", by="ask read"),
    "POST /api/show": Row("user", body={"model": MODEL}, by="ask read"),
    "GET /api/ps": Row("user", by="ask read"),
    "GET /api/version": Row("user", by="ask read"),
    "POST /api/chat": Row(
        "user",
        body={"id": "x"},
        by="ask",
        tried="test_the_same_chat_of_two_people_is_two_conversations",
    ),
    "GET /api/chat/{chat_id}/stream": Row(
        "user", (Reach("/api/chat/{conversation}/stream", 204),), by="ask read"
    ),
    "POST /api/chat/{chat_id}/stop": Row(
        "user", (Reach("/api/chat/{conversation}/stop", 200),), by="ask"
    ),
    "GET /healthz": Row("nobody"),
    "GET /readyz": Row("nobody"),
    "GET /metrics": Row("admin", by="metrics"),
    "GET /openapi.json": Row("admin"),
    "GET /docs": Row("admin"),
    "GET /s/{token}": Row("nobody"),
    "GET /https": Row("nobody"),
    "GET /oidc/{provider}": Row("nobody"),
}
