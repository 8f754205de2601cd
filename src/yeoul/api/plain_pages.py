"""Pages that the server writes itself, in English or Korean: for a browser that has no other page.

They have no script, and their one style is named in the policy by its digest: so they need no other
file of the server, which may refuse this browser everything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Literal, get_args

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse

Language = Literal["en", "ko"]

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1.25rem;"
    "overflow-wrap:anywhere}"
    ":lang(ko){word-break:keep-all}h1{font-size:1.4rem}h2{font-size:1.1rem}"
    "code{font:0.9em ui-monospace,monospace}pre{white-space:pre-wrap}"
)
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: Stricter than that of the page itself: nothing but this style, an empty icon, and links.
SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
    " trusted-types 'none'"
)

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title} · Yeoul</title>'
    '<link rel="icon" href="data:,"><style>{style}</style></head>'
    "<body><main><h1>{title}</h1>{content}</main></body></html>"
)


def plain_page(
    headers: Headers, title: Mapping[Language, str], content: Mapping[Language, str], *, status: int
) -> HTMLResponse:
    """Return a page in the language that a browser asks for; ``content`` is HTML, safe as it is."""
    language = language_of(headers.get("accept-language", ""))
    text = _PAGE.format(
        language=language, title=escape(title[language]), style=_STYLE, content=content[language]
    )
    reply = HTMLResponse(text, status)
    reply.headers.update(
        {
            "cache-control": "no-store",
            "content-language": language,
            "content-security-policy": SECURITY_POLICY,
            "vary": "accept, accept-language",
        }
    )
    return reply


def language_of(accepted: str) -> Language:
    """Return the language of ours that ``Accept-Language`` likes best (RFC 9110, §12.5.4)."""
    best: Language = "en"
    best_weight = 0.0
    for offer in accepted.lower().split(","):
        name, _, weight_text = offer.replace(" ", "").partition(";q=")
        try:
            weight = float(weight_text or 1)
        except ValueError:
            continue
        for language in get_args(Language):
            if name.partition("-")[0] == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def wants_page(method: str, headers: Headers) -> bool:
    """Return whether a browser opens an address for somebody to look at."""
    mode = headers.get("sec-fetch-mode", "navigate")
    accepted = ",".join(headers.getlist("accept")).lower()
    return method in ("GET", "HEAD") and mode == "navigate" and "text/html" in accepted
