"""The tables."""

from __future__ import annotations

from bench import table
from bench.figures import Figures
from bench.servers import NGINX, THIRTY_LINES, YEOUL
from tests.bench.measured import figures

MEASURED: dict[str, Figures | str] = {
    NGINX.title: figures(cpu_us_per_token=20.0),
    YEOUL.title: figures(cpu_us_per_token=50.0, missing=3, cut=1),
    THIRTY_LINES.title: "it does not start",
}


def test_a_row_tells_its_cost_against_that_of_others() -> None:
    heading, nginx, yeoul, _ = table.rows(MEASURED, table.PACED)

    told = dict(zip(heading, yeoul, strict=True))
    assert told["server"] == YEOUL.title
    assert (told["CPU µs/token"], told["× nginx"]) == ("50.0", "2.5")
    assert dict(zip(heading, nginx, strict=True))["× nginx"] == "1.0"


def test_what_cannot_be_compared_has_a_dash() -> None:
    heading, _, yeoul, _ = table.rows(MEASURED, table.PACED)

    assert dict(zip(heading, yeoul, strict=True))["× 30 lines"] == table.NONE


def test_a_server_that_was_not_measured_says_why() -> None:
    *_, row = table.rows(MEASURED, table.PACED)

    assert (row[0], row[-1]) == (THIRTY_LINES.title, "it does not start")


def test_a_server_that_loses_a_token_is_reported() -> None:
    _, nginx, yeoul, _ = table.rows(MEASURED, table.PACED)

    assert (nginx[-1], yeoul[-1]) == (table.NONE, "3 missing, 1 cut")


def test_thousands_stand_apart() -> None:
    assert table.number(1_234_567.89) == "1 234 567.9"
    assert table.number(None) == table.NONE


def test_every_row_of_a_table_has_every_column() -> None:
    rows = table.rows(MEASURED, table.CROWD)

    assert len({len(row) for row in rows}) == 1
    plain = table.plain(rows).splitlines()
    assert [line.split("  ")[0] for line in plain] == ["server", *MEASURED]
    marked = table.markdown(rows).splitlines()
    assert {line.count("|") for line in marked} == {len(rows[0]) + 1}
    assert set(marked[1]) == set("|- :")
