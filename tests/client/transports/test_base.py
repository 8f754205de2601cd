from __future__ import annotations

import pytest

from yeoul.client.transports.base import ConnectionLost, refusal
from yeoul.errors import ModelUnavailable, StorageFull, YeoulError

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize(
    "body", [HTML, b"", b'{"code":"shutting_down","detail":"Come again."}', b'{"code":"new"}']
)
@pytest.mark.parametrize("asking", [True, False])
def test_what_passes_is_a_loss_with_the_wait_that_was_asked_for(
    status: int, body: bytes, asking: bool
) -> None:
    error = refusal(status, {"retry-after": "7"}, body, asking=asking)
    assert isinstance(error, ConnectionLost)
    assert error.retry_after_s == (7 if b"shutting" in body else None)


def test_what_the_server_calls_final_is_not_tried_again() -> None:
    body = b'{"code":"model_unavailable","detail":"No such file.","retryable":false}'
    assert type(refusal(503, {}, body)) is ModelUnavailable


FULL = b'{"code":"storage_full","detail":".","retryable":true}'


def test_a_full_disk_is_waited_for_when_following_and_not_when_asking() -> None:
    assert type(refusal(507, {}, FULL)) is ConnectionLost
    assert type(refusal(507, {}, FULL.replace(b"true", b"false"))) is StorageFull
    assert type(refusal(507, {}, FULL, asking=True)) is StorageFull


def test_other_refusals_are_errors_of_their_kind() -> None:
    assert type(refusal(403, {}, HTML)) is YeoulError
