"""Base URLs as people write them: taken apart, without secrets, refused with the right one."""

from __future__ import annotations

import pytest

from yeoul.addresses import (
    OWN_NAMES,
    ServiceAddress,
    WrongAddress,
    is_this_machine,
    parse_origin,
    shown,
)


def refusal(text: str) -> str:
    with pytest.raises(WrongAddress) as raised:
        ServiceAddress.parse(text)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
        (" https://api.example.org/v1 ", "https://api.example.org/v1"),
        ("HTTPS://Api.Example.org/V1", "https://api.example.org/V1"),
        ("http://[::1]:11434/v1", "http://[::1]:11434/v1"),
        ("http://model.example", "http://model.example"),
        ("http://모델.example/v1", "http://모델.example/v1"),
        ("http://host/v1?", "http://host/v1"),
        ("https://example.org/chat", "https://example.org/chat"),
        ("http://@host/v1", "http://host/v1"),
        ("https://x.services.ai.azure.com/models", "https://x.services.ai.azure.com/models"),
    ],
)
def test_what_is_a_base_url_is_taken_without_its_last_slash(text: str, base: str) -> None:
    address = ServiceAddress.parse(text)
    assert (address.base, str(address)) == (base, base)
    assert (address.secrets, address.authorization) == ((), None)


def test_secrets_are_kept_apart_and_shown_nowhere() -> None:
    text = "http://me:p%40ss:word@host:8080/v1?api-version=2024-06-01&key=a%2Bb&bare"
    address = ServiceAddress.parse(text)
    assert str(address) == "http://…@host:8080/v1?api-version=2024-06-01&key=…&…"
    assert repr(address) == "ServiceAddress(base='http://host:8080/v1')"
    assert (address.place, address.host) == ("host:8080", "host")
    assert address.query == "api-version=2024-06-01&key=a%2Bb&bare"
    in_base64 = "bWU6cEBzczp3b3Jk"
    assert set(address.secrets) == {"p@ss:word", "me:p@ss:word", in_base64, "a%2Bb", "a+b", "bare"}
    assert address.authorization == f"Basic {in_base64}"


def test_a_user_without_a_password_is_one_with_an_empty_one() -> None:
    assert ServiceAddress.parse("http://me@host/v1").authorization == "Basic bWU6"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("localhost:11434", "http://localhost:11434/v1"),
        ("192.168.0.5:8000/v1", "http://192.168.0.5:8000/v1"),
        ("box:8000", "http://box:8000/v1"),
        ("[::1]:11434/v1", "http://[::1]:11434/v1"),
        ("api.example.org/v1", "https://api.example.org/v1"),
        ("//api.example.org", "https://api.example.org/v1"),
        ("https//api.example.org/v1", "https://api.example.org/v1"),
        ("http:api.example.org:8000/v1", "http://api.example.org:8000/v1"),
        ("ws://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("localhost:11434/v1/models", "http://localhost:11434/v1"),
        ("http://host/v1/chat/completions", "http://host/v1"),
        ("http://host/v1/chat/completions/", "http://host/v1"),
        ("http://host/v1/Completions", "http://host/v1"),
        ("http://host/v1/models", "http://host/v1"),
        ("http://host/v1/responses", "http://host/v1"),
        ("http://host/v1/chat", "http://host/v1"),
        ("http://host:11434/api/chat", "http://host:11434/v1"),
        ("http://host/api/chat/completions", "http://host/api"),
        ("http://host/models", "http://host/v1"),
        ("http://host:8000/chat/completions", "http://host:8000/v1"),
        (
            "https://x.example/openai/deployments/d/chat/completions?api-version=1&sig=s",
            "https://x.example/openai/deployments/d?api-version=1&sig=…",
        ),
        ("http://me:secret@host/v1/models", "http://…@host/v1"),
        ("http://host/v1#models", "http://host/v1"),
        ("http://host /v1", "http://host/v1"),
        ("http://host\n/v1", "http://host/v1"),
        ("http:\\\\host\\v1", "http://host/v1"),
        ("http://host/v1\u200b", "http://host/v1"),
    ],
)
def test_what_is_meant_is_said_of_what_is_no_base_url(text: str, right: str) -> None:
    assert refusal(text).endswith(f": write {right}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "http:///v1",
        "http://[bad",
        "http://[bad]/v1",
        "http://host:99999/v1",
        "http://host:port/v1",
        "http://host:0/v1",
        "http://a..b/v1",
        "http://999.1.1.1/v1",
        "http://1.2.3.256/v1",
        "http://ı\u0660.com/v1",
        "http://exa%mple/v1",
        f"http://{'a' * 64}.example/v1",
        "http://me:pa/ss@host/v1",
        "http://me:pa#ss@host/v1",
        "http://me:12#ss@host/v1",
    ],
)
def test_what_could_mean_anything_is_refused_without_a_guess(text: str) -> None:
    assert "write" not in refusal(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("http://host/v1", "http://host/v1"),
        ("http://me:secret@host/v1?k=secret", "http://…@host/v1?k=…"),
        ("ftp://me:secret@host/v1?k=secret", "ftp://…@host/v1?…"),
        ("me:secret@host", "…@host"),
        ("http://me:sec/ret@host/v1", "http://…@host/v1"),
        ("http://me:sec#ret@host/v1#secret", "http://…@host/v1#…"),
        ("http://me:sec?ret@host:0/v1", "http://…@host:0/v1"),
        ("secret@", "…@"),
        ("", ""),
    ],
)
def test_whatever_was_written_is_shown_without_what_may_be_secret(text: str, safe: str) -> None:
    assert shown(text) == safe


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("me.localhost", True),
        ("127.8.8.8", True),
        ("[::1]", True),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("notlocalhost", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("[::]", False),
        ("example.org", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, local: bool) -> None:
    assert is_this_machine(host) is local
    assert ServiceAddress.parse(f"http://{host}:80/v1").is_local is local


def test_nothing_is_no_host_of_this_machine() -> None:
    assert not any(is_this_machine(host) for host in ("", ".", "[]", "::1%", "127.1", "2130706433"))


def test_the_servers_own_names_are_this_machines_and_no_others_can_be_made_of_them() -> None:
    assert all(is_this_machine(name) for name in OWN_NAMES)
    assert not {"evil.localhost", "localhost.", "127.0.0.2"} & OWN_NAMES


def test_what_lacks_its_version_may_have_meant_two_places() -> None:
    def meant(text: str) -> list[str]:
        return [address.base for address in ServiceAddress.parse(text).with_version()]

    assert meant("http://host") == ["http://host/v1"]
    assert meant("http://host/api") == ["http://host/api/v1", "http://host/v1"]
    for known in ("http://host/v1", "http://host/v1beta/openai", "http://host/api/v4/x"):
        assert meant(known) == []


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://app.example.org", "https://app.example.org"),
        (" HTTPS://App.Example.Org ", "https://app.example.org"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://[::1]:5173", "http://[::1]:5173"),
        ("https://xn--oj4b21j.example", "https://xn--oj4b21j.example"),
        # As browsers name it.
        ("https://app.example.org:443", "https://app.example.org"),
        ("http://app.example.org:80", "http://app.example.org"),
        ("http://app.example.org:443", "http://app.example.org:443"),
        # Apps that show pages of their own.
        ("app://obsidian.md", "app://obsidian.md"),
        ("tauri://localhost", "tauri://localhost"),
        ("vscode-webview://*", "vscode-webview://*"),
    ],
)
def test_an_origin_is_what_browsers_send(text: str, origin: str) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("*", "name each origin by itself, without a *"),
        ("https://*.example.org", "name each origin by itself, without a *"),
        ("app.example.org", "begin with http:// or https://, as in https://app.example.org"),
        ("null", "be one that names its page: a file could be anybody's"),
        ("file://", "be one that names its page: a file could be anybody's"),
        ("file://*", "be one that names its page: a file could be anybody's"),
        ("https://*", "name each origin by itself, without a *"),
        ("app://a*", "name each origin by itself, without a *"),
        ("app://obsidian.md/", "begin with http:// or https://, as in https://app.example.org"),
        ("javascript://x", "begin with http:// or https://, as in https://app.example.org"),
        ("ftp://app.example.org", "begin with http:// or https://, as in https://app.example.org"),
        (
            "https://app.example.org/",
            "end behind the host and its port, without a path: write https://app.example.org",
        ),
        (
            "http://localhost:5173/chat?x#y",
            "end behind the host and its port, without a path: write http://localhost:5173",
        ),
        ("https://me:secret@host", "end behind the host and its port, without a path"),
        ("https://여울.example", "have its host as browsers send it, which begins with xn--"),
        *(
            (text, "be an origin such as https://app.example.org or http://localhost:5173")
            for text in (
                "https://",
                "https://:80",
                "http://host:0",
                "http://host:65536",
                "http://host:x",
                "http://[::g]",
                "http://1.2.3.999",
                "http://a..b",
                "http://a,b",
            )
        ),
    ],
)
def test_what_is_no_origin_is_refused_with_what_is_meant(text: str, rule: str) -> None:
    with pytest.raises(WrongAddress) as raised:
        parse_origin(text)
    assert str(raised.value) == rule
