"""Texts that go round in circles, and texts that only look so and are wanted. English and Korean.

The circles are those of small models: some are as SmolLM2 wrote them, the others have their form.
Each goes on for 4 500 characters and more, as an answer does that nobody ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, cycle, islice

LONG_CHARS = 4500


def going_on(sentence: str, *numbers: Iterable[float], joined_by: str = " ") -> str:
    """Return a long text of one sentence, with the next of each ``numbers`` in its places."""
    written: list[str] = []
    columns = [iter(each) for each in numbers]
    while sum(map(len, written)) < LONG_CHARS:
        written.append(sentence.format(*(next(column) for column in columns)))
    return joined_by.join(written)


def growing(unit: str, between: str, *, times: int = 110) -> str:
    """Return ``a, aa, aaa`` and so on."""
    return between.join(unit * length for length in range(1, times))


def table(line: str, *, joined_by: str = "\n", size: int = 12) -> str:
    """Return the products up to ``size`` times ``size``, each in a ``line``."""
    sides = range(1, size + 1)
    return joined_by.join(line.format(a, b, a * b) for a in sides for b in sides)


CIRCLES = {
    "word for word": "It began well. " + "The river runs to the sea, and the sea is deep. " * 120,
    "word for word, in Korean": "강은 바다로 흐르고 바다는 깊습니다. " * 250,
    "two sentences by turns": "The ford is shallow. The river is wide and cold. " * 120,
    "a sentence that counts": going_on("The {} ford is {}.", count(73), count(7400, 100)),
    "a sentence that counts, in Korean": going_on("{}번째 여울은 물이 얕습니다.", count(1)),
    "a sentence that counts down": going_on("There are {} boats left.", count(4000, -1)),
    "two that count": going_on("In {} the ford was built. In {} it was lost.", count(1), count(2)),
    "a count that skips": going_on(
        "The {} stage of the walk is {} miles.", cycle(range(1, 31)), cycle(range(5, 200, 5))
    ),
    "a sentence that counts in thousands": going_on(
        "After {} days there are {:,} boats.", count(1), count(900, 250)
    ),
    "a sentence that counts in tenths": going_on(
        "Stage {} of the walk has {:.1f} miles.", count(1), (n / 2 for n in range(10**6))
    ),
    "a list of one sentence": going_on(
        "{}. The river is a beautiful place.", count(1), joined_by="\n"
    ),
    "a list of one bold sentence": going_on(
        "{}. **Drink water**: it keeps the body well.", count(1), joined_by="\n"
    ),
    "a list of one sentence, in Korean": going_on(
        "{}. 물을 자주 마시면 몸에 좋습니다.", count(1), joined_by="\n"
    ),
    "days alike": going_on(
        "Day {}: I woke up early, and I went to the field.", count(1), joined_by="\n\n"
    ),
    "letters that grow": growing("a", ", "),
    "numbers that grow": growing("1", ", "),
    "Korean that grows": growing("하", " "),
    "words that grow": growing("very ", "big. ", times=50),
    "lines that grow": growing("ha", "\n"),
    "a sentence that grows": growing("and the dog ", "came. The cat ", times=35),
}

_NAMES = (
    "Ana Bell",
    "Bo Chu",
    "Carl Diaz",
    "Dana Ek",
    "Eve Fox",
    "Finn Gray",
    "Gil Hahn",
    "Ida Im",
)
_CITIES = ("Seoul", "Busan", "Oslo", "Lima", "Cairo")
_HUNDRED = range(1, 101)
_VERSE = (
    "The sea is {}, the sea is wide,\nIt carries {} on its side.\n"
    "And who will row me home, my love,\nAnd who will row me home?\n\n"
)
_COLOURS = "grey blue green black gold white cold old loud deep dark bright".split()
_FREIGHT = "boats birds stars songs salt kings clouds gulls ropes nets ghosts light".split()

WANTED = {
    "one to a thousand": ", ".join(map(str, range(1, 1001))),
    "one to a thousand, by lines": "\n".join(map(str, range(1, 1001))),
    "one to thirty, in words": "\n".join(f"{n}. I have counted to {n} now." for n in range(1, 31)),
    "as SmolLM2 counted": ": ".join(f"{year}-{n}" for year in (2017, 2018) for n in range(1, 300)),
    "dates": "\n".join(f"2026-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)),
    "multiplication": table("{} x {} = {}"),
    "multiplication, as a table": table("| {} | {} | {} |"),
    "multiplication, in sentences": table("{} multiplied by {} is {}.", joined_by=" "),
    "multiplication, in Korean": table("{} 곱하기 {}은(는) {}입니다."),
    "gugudan": table("{} × {} = {}", size=20),
    "a grid": "\n".join(" | ".join(f"{a * b:>3}" for b in range(1, 13)) for a in range(1, 25)),
    "squares": " ".join(f"The square of {n} is {n * n}." for n in _HUNDRED),
    "interest": " ".join(
        f"After year {n} the account holds {int(1000 * 1.05**n)} euros." for n in range(1, 101)
    ),
    "a plan": "\n".join(f"Day {n}: Run for {9 + n} minutes." for n in range(1, 31)),
    "a plan, in Korean": "\n".join(
        f"{n}일차: 아침에 {9 + n}분 동안 달립니다." for n in range(1, 61)
    ),
    "a list of fish": "\n".join(f"{n}. Fish" for n in range(1, 201)),
    "tips": "\n".join(
        f"{n}. Keep your {thing} {how} before you go to bed."
        for n, (thing, how) in enumerate(
            ((thing, how) for thing in _FREIGHT for how in _COLOURS), start=1
        )
    ),
    "a refrain": "".join(
        _VERSE.format(colour, freight) for colour, freight in zip(_COLOURS, _FREIGHT, strict=True)
    )
    * 2,
    "CSV": "id,name,age,city\n"
    + "\n".join(f"{n},{_NAMES[n % 8]},{20 + n % 50},{_CITIES[n % 5]}" for n in range(1, 200)),
    "CSV of one name": "\n".join(f"{n},Person {n} of the list,{n + 20},Seoul" for n in _HUNDRED),
    "JSON": "[\n"
    + ",\n".join(
        f'  {{"id": {n}, "name": "Product number {n}", "price": {n}.5}}' for n in range(1, 120)
    ),
    "HTML": "<table>\n"
    + "\n".join(f"<tr><td>Row {n}</td><td>The cell {n}</td></tr>" for n in _HUNDRED),
    "SQL": "\n".join(
        f"INSERT INTO rivers (id, name) VALUES ({n}, 'the river {n}');" for n in _HUNDRED
    ),
    "tests in Python": "\n\n".join(
        f"def test_add_{n}():\n    assert add({n}, {n + 1}) == {2 * n + 1}" for n in range(1, 80)
    ),
    "prints in Python": "\n".join(f'print("This is line number {n}")' for n in _HUNDRED),
    "comments in code": "\n".join(
        f"# add the next of the numbers\ntotal = total + numbers[{n}]" for n in range(80)
    ),
    "assignments": "\n".join(
        f"    button_{n}.clicked.connect(self.on_button_{n})" for n in _HUNDRED
    ),
    "a menu in YAML": "\n".join(f"- name: dish {n}\n  price: {n}\n  sold: true" for n in _HUNDRED),
    "a rule across": "-" * 1000 + "\n",
    "a word again and again": "river " * 200,
    "pi": "3." + "".join(str(n * n % 7919) for n in range(1, 900)),
    "powers": ", ".join(str(2**n) for n in range(1, 120)),
    "chords": "\n".join(islice(cycle(["C G Am F", "F C G G", "Dm Am E7 Am", "C F G C"]), 100)),
}

#: Questions that name how far their answer counts, and the answers.
ASKED = {
    "Write I have counted to 1 now, and so on up to 200.": "\n".join(
        f"I have counted to {n} now." for n in range(1, 201)
    ),
    "Sing 99 bottles of beer": "\n".join(
        f"{n} bottles of beer on the wall, {n} bottles of beer.\n"
        f"Take one down and pass it around, {n - 1} bottles of beer on the wall.\n"
        for n in range(99, 0, -1)
    ),
    "100일 동안의 달리기 계획을 써 줘": "\n".join(
        f"{n}일차: 아침에 {9 + n}분 동안 천천히 달립니다." for n in range(1, 101)
    ),
}
