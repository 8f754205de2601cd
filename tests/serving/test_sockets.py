from __future__ import annotations

import asyncio
import ipaddress
import select
import socket

import pytest

from yeoul.errors import StartupError
from yeoul.serving.sockets import bound, outer_urls_of, url_of


def sentence(host: str, port: int) -> str:
    with pytest.raises(StartupError) as raised, bound(host, port):
        pass
    return raised.value.detail


def test_port_0_takes_a_free_one_and_its_address_is_told() -> None:
    with bound("127.0.0.1", 0) as sockets:
        port = sockets[0].getsockname()[1]
        assert port > 0
        assert url_of(sockets) == f"http://127.0.0.1:{port}"


def test_localhost_is_one_port_on_each_of_its_addresses() -> None:
    with bound("localhost", 0) as sockets:
        assert len({listener.getsockname()[1] for listener in sockets}) == 1
        assert url_of(sockets).startswith("http://127.0.0.1:")


def test_a_name_of_this_machine_is_never_bound_where_others_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    led = ["192.168.1.5", "127.0.0.1"]

    def lead(*args: object, **kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 0)) for address in led]

    monkeypatch.setattr(socket, "getaddrinfo", lead)
    with bound("me.localhost", 0) as sockets:
        assert [listener.getsockname()[0] for listener in sockets] == ["127.0.0.1"]
    del led[1]
    assert "another address" in sentence("me.localhost", 0)


def test_every_address_of_the_machine_is_shown_as_those_that_a_browser_can_open() -> None:
    for everywhere, here in (("0.0.0.0", "http://127.0.0.1:"), ("::", "http://[::1]:")):
        with bound(everywhere, 0) as sockets:
            port = sockets[0].getsockname()[1]
            assert url_of(sockets) == f"{here}{port}"
            for url in outer_urls_of(sockets):
                assert url.endswith(f":{port}")
                host = url.removeprefix("http://").removesuffix(f":{port}").strip("[]")
                address = ipaddress.ip_address(host)
                assert not address.is_unspecified
                assert not address.is_loopback
                assert not address.is_link_local


def test_the_addresses_for_others_are_those_at_which_they_arrive() -> None:
    with bound("0.0.0.0", 0) as sockets:
        sockets[0].listen()
        for url in outer_urls_of(sockets):
            host, _, port = url.removeprefix("http://").rpartition(":")
            with socket.create_connection((host, int(port)), timeout=5) as made:
                arrived, _ = sockets[0].accept() if _is_readable(sockets[0]) else (None, None)
                assert arrived is not None
                assert arrived.getsockname()[0] == host
                assert made.getpeername()[0] == host
                arrived.close()


def _is_readable(listener: socket.socket) -> bool:
    return bool(select.select([listener], [], [], 5)[0])


def test_an_address_of_this_machine_alone_is_none_for_others() -> None:
    for host in ("127.0.0.1", "127.0.0.2", "localhost", "::1"):
        with bound(host, 0) as sockets:
            assert outer_urls_of(sockets) == []


def test_clients_are_refused_until_the_server_listens() -> None:
    with bound("127.0.0.1", 0) as sockets, pytest.raises(ConnectionRefusedError):
        socket.create_connection(sockets[0].getsockname(), timeout=5)


def test_a_port_that_another_program_uses_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert sentence("127.0.0.1", port) == (
            f"Port {port} of 127.0.0.1 is in use by another program: choose another with --port."
        )


def test_an_address_of_another_machine_is_told() -> None:
    assert sentence("192.0.2.1", 0) == "This machine does not have the address 192.0.2.1."


@pytest.mark.parametrize("host", ["a" * 300, "\u2603." * 40])
def test_a_name_that_is_none_is_told(host: str) -> None:
    assert "is not an address or a name that this machine knows" in sentence(host, 0)


def test_the_sockets_are_closed_at_the_end() -> None:
    with bound("127.0.0.1", 0) as sockets:
        pass
    assert [listener.fileno() for listener in sockets] == [-1]


@pytest.mark.anyio
async def test_small_parts_are_sent_at_once_by_asyncios_own_loop_too() -> None:
    connected: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        connected.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with bound("127.0.0.1", 0) as (listener,):
        async with await asyncio.start_server(note, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            assert await connected
            writer.close()
