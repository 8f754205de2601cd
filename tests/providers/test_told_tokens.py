"""Tokens and texts come apart, and are joined by their bytes."""

from __future__ import annotations

import random
from typing import Any

import pytest

from yeoul.protocol.content import Token
from yeoul.providers import told_tokens
from yeoul.providers.base import Finish, Moved, Piece, Text, Thought, Tokens
from yeoul.providers.told_tokens import ToldTokens

Json = dict[str, Any]

#: Letters of one to four bytes, some of which are put together from several.
LETTERS = ["a", "b", " ", "\n", "é", "e\u0301", "여", "울", "니", "—", "😀", "👩‍👩‍👧", "👍🏽", "🇰🇷"]
FINISH = Finish("stop", None)


def entry(its: str | bytes, *others: str | bytes, logprob: float = -0.5, **more: Any) -> Json:
    """Return a token as it is told; it is its own first candidate."""
    its = its.encode() if isinstance(its, str) else its
    tops = [_told(each, -0.5 - at) for at, each in enumerate((its, *others))]
    return {**_told(its, logprob), "top_logprobs": tops, **more}


def _told(its: str | bytes, logprob: float) -> Json:
    its = its.encode() if isinstance(its, str) else its
    return {"token": its.decode(errors="replace"), "bytes": [*its], "logprob": logprob}


def tokens_of(pieces: list[Piece]) -> list[Token]:
    return [token for piece in pieces if isinstance(piece, Tokens) for token in piece.tokens]


def joined(*steps: Json | str | Piece) -> list[Token]:
    """Return the tokens of steps that come one by one: what is told, and what is said."""
    told, found = ToldTokens(), list[Piece]()
    for step in (*steps, FINISH):
        if isinstance(step, dict):
            told.note({"content": [step]})
        else:
            found += told.join([Text(step) if isinstance(step, str) else step])
    return tokens_of(found)


def test_a_token_comes_right_behind_its_text_and_before_the_end() -> None:
    told = ToldTokens()
    told.note({"content": [entry("The", "L"), entry(" end")]})

    assert told.join([Text("The"), Text(" end"), FINISH]) == [
        Text("The"),
        Text(" end"),
        Tokens(
            (
                ("The", -0.5, (("The", -0.5), ("L", -1.5))),
                (" end", -0.5, ((" end", -0.5),)),
            )
        ),
        FINISH,
    ]


def test_a_letter_of_several_tokens_is_one_whose_candidates_nobody_knows() -> None:
    parts = [entry(b"\xec\x97", "a"), entry(b"\xac", "b"), entry("울")]

    assert joined(*parts, "여울") == [("여", -1.0, ()), ("울", -0.5, (("울", -0.5),))]


def test_of_a_letter_that_is_told_by_its_last_token_nothing_is_known() -> None:
    whole = entry("니", id=131)
    whole["top_logprobs"] = [{**_told(b"\x88", -0.25), "id": 131}, {**_told("", -3.0), "id": 2}]
    unseen = entry("가")
    unseen["top_logprobs"] = [_told(b"\x88", -0.25), _told("", -3.0)]

    assert joined(whole, "니", unseen, "가") == [("니", None, ()), ("가", None, ())]


def test_a_chosen_token_need_not_be_among_its_candidates() -> None:
    unlikely = entry("물")
    unlikely["top_logprobs"] = [_told("강", -0.25), _told(b"\xec", -3.0)]
    likely = entry("물")
    likely["top_logprobs"] = [_told("강", -0.25), _told(" ", -3.0)]

    assert joined(unlikely, "물", likely, "물") == [
        ("물", None, ()),
        ("물", -0.5, (("강", -0.25), (" ", -3.0))),
    ]


def test_a_candidate_that_is_a_part_of_a_letter_shows_that_it_is_one() -> None:
    assert joined(entry("a", b"\xec", ""), "a") == [
        ("a", -0.5, (("a", -0.5), ("\ufffd", -1.5, (0xEC,)), ("", -2.5)))
    ]


def test_thinking_has_no_tokens_and_its_own_are_not_those_of_the_text() -> None:
    told = [entry(each) for each in ("<think>", "The", " end", "</think>", "\n\n", "The")]

    assert joined(*told[:3], Thought("The end"), *told[3:], "The") == [
        ("The", -0.5, (("The", -0.5),))
    ]


def test_text_has_its_tokens_behind_thinking_that_has_none() -> None:
    assert joined(Thought("So much"), entry("The"), "The", entry(" end"), " end") == [
        ("The", -0.5, (("The", -0.5),)),
        (" end", -0.5, ((" end", -0.5),)),
    ]


def test_tokens_of_thinking_that_nobody_says_are_not_those_of_the_text() -> None:
    hidden = [entry("The", logprob=-7.0), *[entry(" cat")] * 100]

    assert joined(*hidden, entry("The"), "The", entry(" dog"), " dog") == [
        ("The", -0.5, (("The", -0.5),)),
        (" dog", -0.5, ((" dog", -0.5),)),
    ]


def test_tokens_that_do_not_fit_their_text_are_soon_looked_for_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = 0

    def look(said: bytes, place: int) -> bool:
        nonlocal looks
        looks += 1
        return is_between_letters(said, place)

    is_between_letters = told_tokens._is_between_letters
    monkeypatch.setattr(told_tokens, "_is_between_letters", look)
    told, text, tokens = ToldTokens(), "", list[Token]()
    for said in ["a" * 100_000, *["aaaa", "aa", "."] * 300]:
        told.note([entry(said.replace("a", "Ġa")), entry("a"), entry("b")])
        tokens += tokens_of(told.join([Text(said)]))
        text += said
    tokens += tokens_of(told.join([FINISH]))

    assert looks < 20_000
    assert "".join(its for its, _, _ in tokens) == text[100_000:]
    never = ToldTokens()
    for _ in range(40):
        never.note([entry("Ġb")])
        assert never.join([Text(" a")]) == [Text(" a")]
    assert never.is_untold


def test_text_that_turns_out_to_be_thinking_takes_its_tokens_away() -> None:
    told = ToldTokens()
    told.note([entry("Hm"), entry("</think>"), entry("Yes")])

    batch = told.join([Text("Hm"), Moved("thinking"), Text("Yes"), FINISH])

    assert tokens_of(batch) == [("Yes", -0.5, (("Yes", -0.5),))]


def test_a_stop_sequence_cuts_the_last_token() -> None:
    assert joined(entry("one"), "one", entry(" stop"), " ") == [
        ("one", -0.5, (("one", -0.5),)),
        (" ", None, ()),
    ]


def test_a_text_that_nobody_told_of_is_passed_over() -> None:
    assert joined("Hello", ",", entry(" you"), " you", entry("!"), "!") == [
        ("Hello,", None, ()),
        (" you", -0.5, ((" you", -0.5),)),
        ("!", -0.5, (("!", -0.5),)),
    ]


def test_without_any_token_nothing_is_told() -> None:
    told = ToldTokens()

    assert told.join([Text("a"), FINISH]) == [Text("a"), FINISH]
    assert (told.is_told, told.is_untold) == (False, True)


def test_tokens_that_come_after_a_long_text_say_how_much_they_have_passed() -> None:
    told = ToldTokens()
    assert told.join([Text("👍" * 2000)]) == [Text("👍" * 2000)]
    told.note([entry("!")])

    assert told.join([Text("!")]) == [Text("!"), Tokens((("!", -0.5, (("!", -0.5),)),), 4000)]


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 7, "x", {}, {"content": 3}),
        *([None, 3, {}], [{"token": 3}], [{"bytes": [300]}]),
        [{"token": "a", "bytes": "a", "logprob": "x", "top_logprobs": {"a": 1}}],
        [{"token": "a", "logprob": float("nan"), "top_logprobs": [3, {"logprob": True}]}],
    ],
)
def test_what_is_told_in_no_known_form_is_none(odd: Any) -> None:
    told = ToldTokens()
    told.note(odd)

    assert [(text, others) for text, _, others in tokens_of(told.join([Text("a"), FINISH]))] in (
        [],
        [("a", ())],
    )


def cut(chance: random.Random, whole: str | bytes, longest: int) -> list[Any]:
    """Return random pieces of a text, or of its bytes."""
    pieces = []
    while whole:
        length = chance.randint(1, longest)
        pieces.append(whole[:length])
        whole = whole[length:]
    return pieces


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(2**32)
    print("seed", seed)
    return random.Random(seed)


def test_however_both_are_cut_each_text_has_its_own_token(chance: random.Random) -> None:
    for _ in range(200):
        join_all_cuts(chance)


def join_all_cuts(chance: random.Random) -> None:
    """Cut a text and its tokens, mix both, and check what comes of it."""
    text = "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))
    parts: list[bytes] = cut(chance, text.encode(), chance.choice([1, 2, 3, 7]))
    # Candidates that name the token: nothing else may come with its text.
    steps: list[tuple[float, Json | str]] = []
    at = 0
    for number, part in enumerate(parts):
        at += len(part)
        steps.append((at + chance.uniform(-9, 9), entry(part, f"#{number}")))
    at = 0
    for said in cut(chance, text, 9):
        at += len(said.encode())
        steps.append((at, said))
    # Each kind stays in its own order.
    told = iter([step for _, step in steps if isinstance(step, dict)])
    said_all = iter([step for _, step in steps if isinstance(step, str)])
    mixed = [isinstance(step, dict) for _, step in sorted(steps, key=lambda step: step[0])]

    tokens = joined(*(next(told) if is_told else next(said_all) for is_told in mixed))

    assert "".join(its for its, _, _ in tokens) == text
    begins = {sum(map(len, parts[:number])): number for number in range(len(parts))}
    place = 0
    for its, _, others in tokens:
        whole = its.encode()
        number = begins[place]
        is_alone = parts[number] == whole
        assert others == ((((its, -0.5), (f"#{number}", -1.5))) if is_alone else ())
        place += len(whole)


def test_whatever_is_told_the_texts_of_all_tokens_are_the_text(chance: random.Random) -> None:
    for _ in range(200):
        join_anything(chance)


def join_anything(chance: random.Random) -> None:
    """Tell tokens that are right, wrong and missing, and check what comes of it."""
    told, text, tokens = ToldTokens(), "", list[Token]()
    for _ in range(chance.randint(1, 40)):
        said = "".join(chance.choices(LETTERS, k=chance.randint(1, 5)))
        other = "".join(chance.choices(LETTERS, k=chance.randint(0, 3)))
        parts = cut(chance, chance.choice([said, other, other + said]).encode(), 4)
        if chance.random() < 0.8:
            told.note({"content": [entry(part) for part in parts]})
        is_text = chance.random() < 0.8
        text += said if is_text else ""
        tokens += tokens_of(told.join([Text(said) if is_text else Thought(said)]))
        assert text.startswith("".join(its for its, _, _ in tokens))
    tokens += tokens_of(told.join([FINISH]))

    assert "".join(its for its, _, _ in tokens) == (text if told.is_told else "")
    for its, _, others in tokens:
        assert others == () or others[0][0] == its
