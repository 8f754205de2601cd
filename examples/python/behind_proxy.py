"""Behind a proxy that logs people in, and says in a header who they are.

PROXY=10.0.0.2/32 SITE=chat.example.org python behind_proxy.py

The header counts from that peer alone: whoever reaches this server another way could write it too.
The proxy has to drop the header where its own clients send it. A server with accounts of its own
does all of this by ``--proxy-user-header``; here nobody has an account.
"""

from __future__ import annotations

import ipaddress
import os

from starlette.requests import HTTPConnection

from yeoul import Caller, Settings, create_app, run

PROXY = ipaddress.ip_network(os.environ.get("PROXY", "127.0.0.1/32"))
#: The name in the address that people open.
SITE = os.environ.get("SITE", "localhost")
HEADER = "x-forwarded-user"


async def identify(connection: HTTPConnection) -> Caller | None:
    """Return the person whom the proxy names; nobody for anybody else's word."""
    names = [name.strip() for name in connection.headers.getlist(HEADER)]
    # One of two would be the proxy's, and one what it has let through.
    if not comes_from_proxy(connection) or len(names) != 1 or not names[0]:
        return None
    return Caller(f"proxy:{names[0].casefold()}", names[0])


def comes_from_proxy(connection: HTTPConnection) -> bool:
    """Return whether the other end of the connection itself is the proxy."""
    try:
        return ipaddress.ip_address(connection.client.host if connection.client else "") in PROXY
    except ValueError:
        return False


app = create_app(
    Settings(model=os.environ.get("MODEL", "scripted:river@50"), allowed_hosts=(SITE,)),
    identify=identify,
)

if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    run(app, port=port, on_ready=lambda url: print(f"Serving {SITE} at {url}", flush=True))
