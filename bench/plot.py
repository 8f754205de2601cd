"""The picture of the results: three groups of bars, as SVG. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from bench.figures import Figures
from bench.servers import DIRECT, YEOUL
from bench.table import number

_WIDTH, _LABEL_WIDTH, _VALUE_WIDTH = 760, 230, 110
_ROW, _BAR, _TITLE, _GAP = 26, 16, 34, 18
_OURS, _OTHERS, _MARK = "#0b7285", "#adb5bd", "#ffffff"


class _Group(NamedTuple):
    """Bars that share a scale; the mark inside a bar is a second, smaller value."""

    title: str
    rows: Mapping[str, Figures]
    value: Callable[[Figures], float | None]
    mark: Callable[[Figures], float | None]
    digits: int = 0


def picture(paced: Mapping[str, Figures], unpaced: Mapping[str, Figures]) -> str:
    """Return the picture of the paced and of the unpaced scenario."""
    groups = (
        _Group(
            "Processor time for a token, µs (less is better)",
            paced,
            lambda f: f.cpu_us_per_token,
            lambda _: None,
        ),
        _Group(
            "Latency of a token, ms: p99, and p50 as a mark (less is better)",
            paced,
            lambda f: f.latency_p99_ms,
            lambda f: f.latency_p50_ms,
            1,
        ),
        _Group(
            "Tokens a second through one core, unpaced (more is better)",
            unpaced,
            lambda f: f.tokens_per_cpu_s,
            lambda _: None,
        ),
    )
    parts: list[str] = []
    top = _GAP
    for group in groups:
        drawn = _draw(group, top)
        parts += drawn
        top += _TITLE + _ROW * len(_shown(group)) + _GAP
    frame = f'width="{_WIDTH}" height="{top}" viewBox="0 0 {_WIDTH} {top}"'
    style = 'font-family="system-ui, sans-serif" font-size="13"'
    background = f'<rect width="{_WIDTH}" height="{top}" fill="#ffffff"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame} {style}>'
    return "\n".join([svg, background, *parts, "</svg>", ""])


def _shown(group: _Group) -> dict[str, Figures]:
    return {label: one for label, one in group.rows.items() if label != DIRECT.title}


def _draw(group: _Group, top: int) -> list[str]:
    drawn = [_text(_GAP, top + 16, group.title, weight="600")]
    rows = _shown(group)
    most = max((group.value(one) or 0.0 for one in rows.values()), default=0.0) or 1.0
    scale = (_WIDTH - _LABEL_WIDTH - _VALUE_WIDTH) / most
    for n, (label, one) in enumerate(rows.items()):
        value, mark = group.value(one), group.mark(one)
        bar_top = top + _TITLE + n * _ROW
        baseline = bar_top + 13
        length = max(1.0, (value or 0.0) * scale)
        colour = _OURS if label == YEOUL.title else _OTHERS
        drawn.append(_text(_LABEL_WIDTH - 8, baseline, label, anchor="end"))
        drawn.append(_bar(_LABEL_WIDTH, bar_top, length, colour))
        if mark is not None:
            drawn.append(_bar(_LABEL_WIDTH + mark * scale - 1, bar_top, 2, _MARK))
        drawn.append(_text(_LABEL_WIDTH + length + 6, baseline, number(value, group.digits)))
    return drawn


def _bar(x: float, y: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "400") -> str:
    place = f'x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text {place} fill="#212529">{escape(text)}</text>'
