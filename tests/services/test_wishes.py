"""What a person has filled in becomes the service to keep; its ways over HTTP are elsewhere."""

from __future__ import annotations

import pytest

from yeoul.errors import InvalidRequest
from yeoul.services.values import NewService, ServiceChanges
from yeoul.services.wishes import changed_service, new_service


@pytest.mark.parametrize(
    ("address", "name", "id"),
    [
        ("https://api.service.example:443/v1", "api.service.example", "api-service-example"),
        ("http://desk:80/openai/v1", "desk", "desk"),
        ("http://desk:443/v1", "desk:443", "desk-443"),
        ("localhost:8081", "localhost:8081", "localhost-8081"),
        ("http://[::1]:8081/v1", "[::1]:8081", "1-8081"),
        ("localhost:11434", "Ollama", "ollama"),
        ("desk:11434", "desk:11434", "desk-11434"),
        ("https://me:pw@desk.example/v1?token=t", "desk.example", "desk-example"),
    ],
)
def test_a_service_without_a_name_has_that_of_its_host(address: str, name: str, id: str) -> None:
    service = new_service(NewService(address), lambda _: True)
    assert (service.name, service.id) == (name, id)


def test_a_name_that_nobody_gave_goes_with_the_address() -> None:
    moved = ServiceChanges(frozenset({"base_url"}), base_url="https://other.example/v1")
    nameless = new_service(NewService("localhost:8081"), lambda _: True)
    named = new_service(NewService("localhost:8081", name="Desk"), lambda _: True)
    kept = changed_service(nameless, moved)
    assert (kept.name, kept.id) == ("other.example", "localhost-8081")
    assert changed_service(named, moved).name == "Desk"


@pytest.mark.parametrize(
    ("former", "typed", "goes"),
    [
        ("http://desk:80/v1", "http://desk/openai/v1", True),
        ("http://desk/v1", "HTTP://Desk:80/v1", True),
        ("https://desk/v1", "https://desk:443/v1", True),
        ("http://desk/v1", "https://desk/v1", False),
        ("https://desk/v1", "https://desk:80/v1", False),
        ("http://desk/v1", "http://desk.example/v1", False),
    ],
)
def test_a_key_goes_to_the_same_scheme_host_and_port_alone(
    former: str, typed: str, goes: bool
) -> None:
    service = new_service(NewService(former, api_key="sk-1"), lambda _: True)
    moved = ServiceChanges(frozenset({"base_url"}), base_url=typed)
    if goes:
        assert changed_service(service, moved).api_key == "sk-1"
        return
    with pytest.raises(InvalidRequest) as refused:
        changed_service(service, moved)
    assert [field for field, _ in refused.value.fields] == ["api_key"]


def test_an_id_that_is_taken_gets_a_number_within_the_same_length() -> None:
    taken = {"x" * 32, f"{'x' * 30}-2"}
    service = new_service(NewService("http://desk", name="x" * 60), lambda id: id not in taken)
    assert service.id == f"{'x' * 30}-3"
