"""People paste addresses in many forms, and mean one base URL."""

from __future__ import annotations

import pytest

from yeoul.addresses import WrongAddress
from yeoul.services.pasted_address import read_pasted, usual_forms


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("  https://api.openai.com/v1/ \n", "https://api.openai.com/v1"),
        ("api.openai.com", "https://api.openai.com/v1"),
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ('"https://api.groq.com/openai/v1/chat/completions"', "https://api.groq.com/openai/v1"),
        ("https://api.groq.com/openai/v1/models/", "https://api.groq.com/openai/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        ("192.168.0.5:8000/v1/chat/completions", "http://192.168.0.5:8000/v1"),
        ("http://localhost:11434/api/chat", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1\u200b", "http://localhost:11434/v1"),
        ("https://h.example/v1#models", "https://h.example/v1"),
        ("HTTPS://API.Mistral.AI/v1", "https://api.mistral.ai/v1"),
        (
            "https://generativelanguage.googleapis.com/v1beta/openai/",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        (
            "https://h.example/v1/chat/completions?api-version=7",
            "https://h.example/v1?api-version=7",
        ),
    ],
)
def test_what_is_pasted_is_read_as_it_is_meant(pasted: str, meant: str) -> None:
    assert read_pasted(pasted).whole == meant


def test_the_secrets_of_an_address_stay_in_it_and_are_not_shown() -> None:
    address = read_pasted("https://me:p%40ss@h.example/v1/chat/completions?token=abc")

    assert address.whole == "https://me:p%40ss@h.example/v1?token=abc"
    assert str(address) == "https://…@h.example/v1?token=…"
    assert read_pasted(address.whole) == address


@pytest.mark.parametrize(
    "pasted",
    ["", "my key", "ftp://h.example", "http://", "https://h.example/a b", "me:pw@h.example"],
)
def test_what_is_no_address_is_refused(pasted: str) -> None:
    with pytest.raises(WrongAddress):
        read_pasted(pasted)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.170.2",
        "0xa9fea9fe",
        "2852039166",
        "169.254.43518",
        "[::ffff:169.254.169.254]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[64:ff9b::a9fe:a9fe]",
        "[::ffff:100.100.100.200]",
        "100.100.100.200",
        "metadata.google.internal",
        "METADATA.google.internal.",
    ],
)
def test_the_places_where_clouds_keep_secrets_are_refused_by_name(host: str) -> None:
    with pytest.raises(WrongAddress, match="secrets"):
        read_pasted(f"http://{host}/v1")


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "[::1]", "[fd00::7]", "8.8.8.8"])
def test_other_addresses_are_allowed(host: str) -> None:
    assert read_pasted(f"http://{host}").base == f"http://{host}/v1"


def test_the_usual_forms_of_an_address_are_at_the_same_place() -> None:
    forms = usual_forms(read_pasted("openrouter.ai"))

    assert [form.base for form in forms] == [
        "https://openrouter.ai/v1",
        "https://openrouter.ai/api/v1",
        "https://openrouter.ai/openai/v1",
    ]


def test_an_address_that_is_a_path_of_its_own_is_not_second_guessed() -> None:
    forms = usual_forms(read_pasted("https://h.example/v1beta/openai"))

    assert [form.base for form in forms] == ["https://h.example/v1beta/openai"]
    deeper = usual_forms(read_pasted("https://h.example/llm"))
    assert [form.base for form in deeper] == [
        "https://h.example/llm",
        "https://h.example/llm/v1",
        "https://h.example/v1",
    ]
