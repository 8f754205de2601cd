from __future__ import annotations

import pytest

from yeoul.downloads.addresses import FileAddress, record_of_file
from yeoul.errors import InvalidRequest


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("https://hub.example/a/b/model-Q4_K_M.gguf", "model-Q4_K_M.gguf"),
        (" http://127.0.0.1:8080/x.GGUF?download=true&sig=a%2Fb ", "x.GGUF"),
        ("https://u:p@[::1]/model%2B1.gguf", "model+1.gguf"),
    ],
)
def test_the_file_is_the_last_part_of_the_path(text: str, file: str) -> None:
    assert FileAddress.parse(text) == (text.strip(), file)


def test_the_address_of_a_hubs_page_about_a_file_is_read_as_that_of_the_file() -> None:
    page = "https://hub.example/maker/model/blob/main/sub/blob/m.gguf?x=/blob/"
    meant = "https://hub.example/maker/model/resolve/main/sub/blob/m.gguf?x=/blob/"

    assert FileAddress.parse(page) == (meant, "m.gguf")
    assert FileAddress.parse(meant).url == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ftp://hub.example/m.gguf", "must begin with https://"),
        ("https://hub.example/a b/m.gguf", "neither spaces"),
        ("https://hub.example:0/m.gguf", "with a host"),
        ("https://hub.example/m.bin", r"must end with the name of a \.gguf file"),
    ],
)
def test_a_wrong_address_is_told_by_what_is_wrong_with_it(text: str, told: str) -> None:
    with pytest.raises(InvalidRequest, match=told):
        FileAddress.parse(text)


@pytest.mark.parametrize("sum", ["", "abc", "0" * 63, "0" * 65, "g" * 64])
def test_what_is_no_checksum_is_refused(sum: str) -> None:
    with pytest.raises(InvalidRequest, match="64 hexadecimal digits"):
        record_of_file("https://hub.example/m.gguf", sum)


def test_a_checksum_is_taken_as_people_copy_it() -> None:
    record = record_of_file("https://hub.example/m.gguf", f" SHA256:{'AB' * 32}\n")

    assert record.sha256 == "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "model.gguf",
        "ftp://hub.example/model.gguf",
        "file:///model.gguf",
        "https:///model.gguf",
        "https://hub.example:x/model.gguf",
        "https://[::1/model.gguf",
        "https://hub.example/a b.gguf",
        "https://hub.example/모델.gguf",
        "https://hub.example/model.bin",
        "https://hub.example/.gguf",
        "https://hub.example/.hidden.gguf",
        "https://hub.example/..%2F..%2Fmodel.gguf",
        "https://hub.example/" + "a" * 300 + ".gguf",
        "https://hub.example/" + "a/" * 3000 + "b.gguf",
    ],
)
def test_what_is_no_address_of_a_model_file_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="The address must"):
        FileAddress.parse(text)


def test_an_address_is_shown_without_its_secrets() -> None:
    shown = FileAddress.shown("https://u:p@hub.example:8443/m.gguf?signature=secret#s")

    assert shown == "https://hub.example:8443/m.gguf"
