"""``/https``: how a server comes to be reached by https, for a person who stands before its log-in.

It is there for the phone that has just been led to a plain address. docs/phone.md tells more.
"""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import Response

from yeoul.api.plain_pages import Language, plain_page

HTTPS_PATH: Final = "/https"

_TITLE: dict[Language, str] = {
    "en": "How https comes about",
    "ko": "https로 접속하려면",
}
#: With an address as most routers give it; docs/phone.md has the same.
_CADDY = (
    "<pre><code># Caddyfile\nhttps://192.168.1.23 {\n  tls internal\n"
    "  reverse_proxy 127.0.0.1:8000\n}</code></pre>"
    "<pre><code>caddy run\nyeoul serve --allowed-hosts 192.168.1.23</code></pre>"
)
_CONTENT: dict[Language, str] = {
    "en": (
        "<p>Over http, everybody on the same network can read what goes over it: passwords, and"
        " every conversation. A browser also withholds things there, such as dictation. Yeoul has"
        " no certificate of its own: a small program in front of it does that, on the same"
        " machine. Each of these three ways does.</p>"
        "<h2>Tailscale</h2><p>With Tailscale on the server and on the phone, nothing else is"
        " needed, and it works away from home, too:</p>"
        "<pre><code>tailscale serve --bg 8000\n"
        "yeoul serve --allowed-hosts name.your-tailnet.ts.net</code></pre>"
        "<h2>Caddy</h2><p>Caddy makes certificates by itself. The phone has to trust its root"
        " certificate once:</p>"
        + _CADDY
        + "<h2>mkcert and Caddy</h2><p>If you have mkcert on your machines already: make a"
        " certificate with it, and have Caddy use that.</p>"
        "<p>All three are in <code>docs/phone.md</code>, step by step.</p>"
    ),
    "ko": (
        "<p>http로 접속하면 같은 네트워크에 있는 사람은 누구나 비밀번호와 모든 대화를 엿볼 수"
        " 있습니다. 받아쓰기처럼 브라우저가 막아 두는 기능도 있습니다. 여울에는 인증서가 없으므로,"
        " 같은 컴퓨터에서 여울 앞에 두는 작은 프로그램이 https를 맡습니다. 방법은 세 가지입니다."
        "</p>"
        "<h2>Tailscale</h2><p>서버와 휴대전화에 Tailscale만 있으면 되고, 집 밖에서도 접속할 수"
        " 있습니다.</p>"
        "<pre><code>tailscale serve --bg 8000\n"
        "yeoul serve --allowed-hosts name.your-tailnet.ts.net</code></pre>"
        "<h2>Caddy</h2><p>Caddy는 인증서를 스스로 만듭니다. 휴대전화에 Caddy의 루트 인증서를 한 번"
        " 설치하고 신뢰하도록 설정해야 합니다.</p>"
        + _CADDY
        + "<h2>mkcert와 Caddy</h2><p>이미 mkcert를 쓰고 있다면 mkcert로 만든 인증서를 Caddy에"
        " 지정하세요.</p>"
        "<p>세 가지 방법 모두 <code>docs/phone.md</code>에 순서대로 적혀 있습니다.</p>"
    ),
}


def install(app: FastAPI) -> None:
    """Serve that page in ``app``, for everybody."""

    async def https_page(request: Request) -> Response:
        return plain_page(request.headers, _TITLE, _CONTENT, status=200)

    app.router.add_api_route(HTTPS_PATH, https_page, include_in_schema=False)
