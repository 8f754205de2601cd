"""Errors as clients of Ollama read them."""

from __future__ import annotations

import orjson

from yeoul.api.ollama.errors import OLLAMA_FORM, reply_to
from yeoul.errors import InvalidRequest, ShuttingDown, UnknownModel


def test_an_error_is_one_sentence_with_a_status_that_clients_know() -> None:
    reply = reply_to(UnknownModel("There is no such model."))

    assert reply.status_code == 404
    assert orjson.loads(bytes(reply.body)) == {"error": "There is no such model."}
    assert reply_to(InvalidRequest("x")).status_code == 400
    assert reply_to(ShuttingDown("x", retry_after_s=2)).headers["retry-after"] == "2"
    assert OLLAMA_FORM.reply(UnknownModel()).media_type == OLLAMA_FORM.media_type
