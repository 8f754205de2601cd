"""What a person sees whose browser is refused: what is refused, and which flag helps.

Whoever leads a name of their own here, or goes past the proxy, sees the same: so the page says
first what has to be right.
"""

from __future__ import annotations

from html import escape

from starlette.datastructures import Headers
from starlette.responses import Response

from yeoul.addresses import is_host
from yeoul.api.plain_pages import Language, plain_page
from yeoul.errors import ForbiddenHost, ForbiddenOrigin, ForbiddenProxy

_HOST_TITLE: dict[Language, str] = {
    "en": "This server does not answer to this name",
    "ko": "이 서버가 답하지 않는 이름입니다",
}
_HOST: dict[Language, str] = {
    "en": (
        "<p>Your browser has asked for <code>{name}</code>. Yeoul answers only to names that it was"
        " started with, so that no other site can pass for it.</p>"
        "<p>If that name is right, whoever runs this server adds it, and starts it again:</p>"
        "<pre><code>yeoul serve --allowed-hosts {name}</code></pre>"
    ),
    "ko": (
        "<p><code>{name}</code> 주소로 접속하셨습니다. 다른 사이트가 여울을 사칭하지 못하도록,"
        " 여울은 시작할 때 지정한 이름에만 답합니다.</p>"
        "<p>이 이름이 맞다면 서버를 운영하는 사람이 이름을 더해 다시 시작하면 됩니다.</p>"
        "<pre><code>yeoul serve --allowed-hosts {name}</code></pre>"
    ),
}
_ORIGIN_TITLE: dict[Language, str] = {
    "en": "Other sites cannot use this address",
    "ko": "다른 사이트에서는 쓸 수 없는 주소입니다",
}
_ORIGIN: dict[Language, str] = {
    "en": (
        "<p>This address is for Yeoul’s own page and for programs, and another site may have led"
        " your browser here. Nothing has been done.</p>"
        '<p>The page itself is <a href="{page}">here</a>.</p>'
        "<p>If pages of another site are to use this server, whoever runs it names that site:</p>"
        "<pre><code>yeoul serve --allowed-origins https://app.example.org</code></pre>"
    ),
    "ko": (
        "<p>이 주소는 여울의 페이지와 프로그램이 쓰는 주소이며, 다른 사이트가 브라우저를 이리로"
        " 보냈을 수 있습니다. 아무 일도 하지 않았습니다.</p>"
        '<p>여울 페이지는 <a href="{page}">여기</a>에 있습니다.</p>'
        "<p>다른 사이트의 페이지가 이 서버를 쓰게 하려면 서버를 운영하는 사람이 그 사이트를"
        " 지정하면 됩니다.</p>"
        "<pre><code>yeoul serve --allowed-origins https://app.example.org</code></pre>"
    ),
}


_PROXY_TITLE: dict[Language, str] = {
    "en": "Only the proxy may say who you are",
    "ko": "누구인지는 프록시만 알릴 수 있습니다",
}
_PROXY: dict[Language, str] = {
    "en": (
        "<p>A header of this request says who you are, and the server believes that from the proxy"
        " in front of it alone, once in each request. Open the address at which you sign in.</p>"
        "<p>If you have, whoever runs this server names the address that the proxy connects from,"
        " and has the proxy replace that header:</p>"
        "<pre><code>yeoul serve --trusted-proxies 10.1.0.5</code></pre>"
    ),
    "ko": (
        "<p>이 요청의 헤더에 사용자 이름이 들어 있습니다. 서버는 앞에 있는 프록시가 붙인 이름만,"
        " 요청마다 하나만 받아들입니다. 평소 로그인하는 주소로 접속해 주세요.</p>"
        "<p>그 주소로 접속했는데도 이 화면이 나온다면, 서버를 운영하는 사람이 프록시의 주소를"
        " 지정하고 프록시가 이 헤더를 새로 쓰게 하면 됩니다.</p>"
        "<pre><code>yeoul serve --trusted-proxies 10.1.0.5</code></pre>"
    ),
}

#: What is told to a browser that opens an address for somebody.
SHOWN = (ForbiddenHost, ForbiddenOrigin, ForbiddenProxy)


def refusal_page(
    error: ForbiddenHost | ForbiddenOrigin | ForbiddenProxy, headers: Headers, *, root_path: str
) -> Response:
    """Return the page about a refused host, origin or proxy; ``root_path`` is the mount's prefix.

    ``error`` is one of `SHOWN`.
    """
    if isinstance(error, ForbiddenProxy):
        return plain_page(headers, _PROXY_TITLE, _PROXY, status=error.status)
    if isinstance(error, ForbiddenHost):
        host = headers.get("host", "").lower()
        name = host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        shown = escape(name) if name.isascii() and is_host(name) else "…"
        content = {language: text.format(name=shown) for language, text in _HOST.items()}
        return plain_page(headers, _HOST_TITLE, content, status=error.status)
    page = escape(f"{root_path.rstrip('/')}/")
    content = {language: text.format(page=page) for language, text in _ORIGIN.items()}
    return plain_page(headers, _ORIGIN_TITLE, content, status=error.status)
