"""The records: the results of a quiet run on each machine, and the documents that quote them.

``python -m bench.records`` writes the documents afresh; a run with ``--record`` does so too. A
record belongs to a processor: another run on the same one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bench import budgets, quotes, scenarios, table, worker_budgets, worker_quotes, worker_scenarios
from bench.quantities import Measured
from bench.results import Results
from bench.scenarios import Series

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "results"
#: Those of several workers, which are measured apart.
WORKERS = FOLDER / "workers"


def read(folder: Path = FOLDER) -> list[Results]:
    """Return all records, the oldest first."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.json")]
    return sorted(map(Results.from_json, texts), key=lambda one: one.measured_at)


def keep(results: Results, folder: Path = FOLDER) -> None:
    """Keep the results as the record of their machine."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{results.machine.slug}.json"
    path.write_text(results.to_json(), encoding="utf-8")


def documents(
    records: Sequence[Results], series: Sequence[Series], of_workers: Sequence[Results] = ()
) -> dict[Path, str]:
    """Return every document that quotes the records, as it should be."""
    newest = records[-1]
    machines = _machines(records)
    figures = {
        "budgets": table.markdown(budgets.rows(machines)) + "\n",
        "results": newest.to_markdown(series),
    }
    found = {HERE / "README.md": figures}
    if of_workers:
        figures["workers"] = of_workers[-1].to_markdown(worker_scenarios.series())
        rows = budgets.rows(_machines(of_workers), worker_budgets.BUDGETS)
        figures["worker-budgets"] = table.markdown(rows) + "\n"
        paper = table.markdown(worker_quotes.rows(_machines(of_workers))) + "\n"
        found[worker_quotes.DOCUMENT] = {"budgets": figures["worker-budgets"], "measured": paper}
    for language, path in quotes.DOCUMENTS.items():
        found[path] = {"figures": quotes.markdown(list(machines.values()), language) + "\n"}
    told = {path: put(path.read_text(encoding="utf-8"), parts) for path, parts in found.items()}
    return told | {HERE / "results.svg": newest.to_svg()}


def _machines(records: Sequence[Results]) -> dict[str, Measured]:
    return {one.machine.processor: one.measured for one in records}


def put(text: str, parts: dict[str, str]) -> str:
    """Return a document with each part between the markers of its name."""
    for name, part in parts.items():
        between = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
        count = len(between.findall(text))
        if count != 1:
            raise ValueError(f"A document has {count} places for its {name}.")
        text = between.sub(part.replace("\\", r"\\"), text)
    return text


def write_documents() -> None:
    """Have the documents quote what is recorded."""
    for path, text in documents(read(), scenarios.series(), read(WORKERS)).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_documents()
