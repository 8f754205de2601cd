"""The addresses by which other machines reach this one."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Any

import pytest

from yeoul.serving.own_addresses import own_addresses

FAMILIES = (socket.AF_INET, socket.AF_INET6)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_can_be_bound_here_and_is_none_of_loopback(family: socket.AddressFamily) -> None:
    found = own_addresses(family)
    assert len(found) == len(set(found))
    for address in found:
        known = ipaddress.ip_address(address)
        assert not known.is_loopback
        assert not known.is_link_local
        with socket.socket(family, socket.SOCK_STREAM) as own:
            own.bind((address, 0))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_machine_in_no_network_has_none(
    family: socket.AddressFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert own_addresses(family) == []


def test_the_way_to_the_internet_comes_first_and_each_address_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    led: list[str] = []
    sources = {"192.0.2.1": "10.0.0.5", "192.168.255.255": "192.168.1.23"}
    sources |= {"172.31.255.255": "127.0.0.1", "100.100.100.100": "169.254.1.1"}

    def connect(_: socket.socket, place: tuple[str, int]) -> None:
        led.append(place[0])

    def getsockname(_: socket.socket) -> Any:
        return (sources.get(led[-1], "10.0.0.5"), 0)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "getsockname", getsockname)
    assert own_addresses(socket.AF_INET) == ["10.0.0.5", "192.168.1.23"]
