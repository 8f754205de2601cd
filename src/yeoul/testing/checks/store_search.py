"""The contract of search: every word, anywhere in titles and texts, in any script and case."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yeoul.errors import InvalidRequest
from yeoul.protocol.content import Content
from yeoul.store.base import Ask, ConversationChanges, Store
from yeoul.testing.stores import OWNER, STRANGER, say, settle, settlement


async def _finds(store: Store, query: str, owner: str = OWNER) -> list[str]:
    page = await store.conversations(owner, query=query)
    return [conversation.title for conversation in page.conversations]


@pytest.mark.parametrize(
    "query",
    [
        "여울",
        "울",
        "여",
        "강물이",
        "물이 여",
        "RIVER",
        "rivers",
        "strasse",
        "STRASSE",
        "café",
        unicodedata.normalize("NFD", "CAFÉ"),
        unicodedata.normalize("NFD", "강물"),
        "100%",
        "a_b",
        "c:/d",
        "back\\slash",
        "🌊",
        "end",
        "  여울   river  ",
    ],
)
async def test_a_word_is_found_anywhere_in_a_text_whatever_its_case(
    store: Store, query: str
) -> None:
    text = "강물이 흐르는 여울: Rivers run, Straße, CAFÉ 100% a_b C:/D back\\slash 🌊 nul\0end"
    await say(store, "What is it?", answer=text)
    await say(store, "something else", answer="nothing")

    assert await _finds(store, query) == ["What is it?"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("ＹＥＯＵＬ　２０２６", "yeoul"),
        ("ＹＥＯＵＬ　２０２６", "2026"),
        ("Yeoul 2026", "ｙｅｏｕｌ　２０２６"),
        ("ｶﾞｰﾄﾞ", "ガード"),
        ("ﾡﾢ", "ㄱㄲ"),
        ("ﬁord", "fiord"),
        ("ㅋㅋㅏ", "ㅋㅋ"),
        ("ㅋㅋㅏ", "ㅏ"),
    ],
)
async def test_width_and_other_guises_of_a_letter_do_not_matter(
    store: Store, text: str, query: str
) -> None:
    await say(store, "What is it?", answer=text)
    await say(store, text)

    assert await _finds(store, query) == [" ".join(text.split()), "What is it?"]


@pytest.mark.parametrize("query", ["1%0", "a%b", "axb", "a__b", "_", "%", "fast 여울", "\\", "/"])
async def test_what_does_not_occur_is_not_found(store: Store, query: str) -> None:
    await say(store, "100 percent", answer="axxb 여울 a b")

    assert await _finds(store, query) == []


async def test_words_may_stand_in_different_messages_and_in_the_title(store: Store) -> None:
    first = await say(store, "apple", answer="banana")
    await say(store, "cherry", conversation_id=first.conversation.id)
    await say(store, "apple", answer="date")
    changes = ConversationChanges(frozenset({"title"}), title="Elderberry")
    await store.update_conversation(OWNER, first.conversation.id, changes)

    assert await _finds(store, "cherry banana apple elderBERRY") == ["Elderberry"]
    assert await _finds(store, "apple") == ["apple", "Elderberry"]
    assert await _finds(store, "cherry date") == []


async def test_a_renamed_conversation_is_not_found_by_its_old_title(store: Store) -> None:
    exchange = await say(store, "x" * 80 + " end")
    assert "…" in exchange.conversation.title
    changes = ConversationChanges(frozenset({"title"}), title="New")
    await store.update_conversation(OWNER, exchange.conversation.id, changes)

    assert await _finds(store, "…") == []
    assert await _finds(store, "new") == ["New"]


async def test_an_answer_is_found_once_it_is_settled_and_by_its_last_text(store: Store) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted"))
    assert await _finds(store, "ripple") == []
    await settle(store, exchange.answer, settlement("a Ripple"))
    assert await _finds(store, "ripple") == ["one"]
    again = await store.begin_epoch(exchange.answer.id, 1, recovery=False)
    await settle(store, again, settlement("a wave"))
    assert await _finds(store, "ripple") == []


async def test_the_models_thinking_is_not_searched(store: Store) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted"))
    made = settlement("a river")
    made = replace(made, content=Content(made.content.text, "secret"))
    await settle(store, exchange.answer, made)

    assert await _finds(store, "secret") == []


async def test_a_search_finds_only_ones_own(store: Store) -> None:
    await say(store, "mine", answer="river")

    assert await _finds(store, "river", STRANGER) == []


async def test_a_blank_search_lists_everything(store: Store) -> None:
    await say(store, "one")

    assert await _finds(store, " \t ") == ["one"]


async def test_matches_are_paged_like_everything_else(store: Store) -> None:
    for number in range(5):
        await say(store, f"river {number}")
        await say(store, f"other {number}", answer="none")

    first = await store.conversations(OWNER, query="river", limit=3)
    second = await store.conversations(OWNER, query="river", limit=3, cursor=first.next_cursor)
    titles = [found.title for page in (first, second) for found in page.conversations]
    assert titles == [f"river {number}" for number in (4, 3, 2, 1, 0)]
    assert second.next_cursor is None


async def test_the_longest_search_works_and_a_longer_one_is_refused(store: Store) -> None:
    words = " ".join(chr(0xAC00 + number) for number in range(500))
    await say(store, "one", answer=words)

    assert await _finds(store, words) == ["one"]
    assert await _finds(store, words.replace(" ", "x")) == []
    with pytest.raises(InvalidRequest):
        await _finds(store, "x" * 1001)


async def _snippet(store: Store, query: str) -> tuple[str, str]:
    """Return the id of the message that is found, and its snippet with brackets around the hits."""
    page = await store.conversations(OWNER, query=query)
    [match] = page.matches.values()
    parts = [f"[{part.text}]" if part.hit else part.text for part in match.snippet]
    return match.message_id, "".join(parts)


async def test_a_search_tells_which_message_has_most_of_the_words_and_what_is_around_them(
    store: Store,
) -> None:
    first = await say(store, "apple", answer="A banana.")
    second = await say(
        store,
        "Which apple\tfits\n a Banana?",
        conversation_id=first.conversation.id,
        answer="An apple.",
    )

    found = await _snippet(store, "BANANA apple")
    assert found == (second.question.id, "Which [apple] fits a [Banana]?")
    assert (await _snippet(store, "apple"))[0] == first.question.id


async def test_an_answer_is_quoted_as_it_is_read_and_a_question_as_it_was_typed(
    store: Store,
) -> None:
    await say(
        store, "Is **this** `2*3`?", answer="## No\n\nIt is **just** `2*4`, [see](http://x.y)."
    )

    assert (await _snippet(store, "this"))[1] == "Is **[this]** `2*3`?"
    assert (await _snippet(store, "just"))[1] == "It is [just] 2*4, see."


async def test_a_title_alone_has_no_match_in_a_message(store: Store) -> None:
    exchange = await say(store, "apple")
    changes = ConversationChanges(frozenset({"title"}), title="Elderberry")
    await store.update_conversation(OWNER, exchange.conversation.id, changes)

    page = await store.conversations(OWNER, query="elder")
    assert (len(page.conversations), page.matches) == (1, {})


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("강물이 흐르는 여울", "울", "강물이 흐르는 여[울]"),
        ("강물이 흐르는 여울", "르는", "강물이 흐[르는] 여울"),
        (unicodedata.normalize("NFD", "물 여울 물"), "여울", "물 [여울] 물"),
        ("Die Straße", "strasse", "Die [Straße]"),
        ("ＹＥＯＵＬ 2026", "yeoul", "[ＹＥＯＵＬ] 2026"),
        ("1 ﬁord 2", "fi", "1 [ﬁ]ord 2"),
        ("x <b>CAFÉ</b>", "café", "x <b>[CAFÉ]</b>"),
        ("🌊 wave", "wave", "🌊 [wave]"),
    ],
)
async def test_hits_are_marked_in_the_text_as_it_was_written(
    store: Store, text: str, query: str, marked: str
) -> None:
    await say(store, "q", answer=text)

    found = unicodedata.normalize("NFC", (await _snippet(store, query))[1])
    assert found == unicodedata.normalize("NFC", marked)


@pytest.mark.parametrize("letter", ["a", "가", "ß", "é"])
async def test_a_snippet_of_a_long_text_shows_its_hit(store: Store, letter: str) -> None:
    words = " ".join(letter * (number % 9 + 1) for number in range(2_000))
    await say(store, "q", answer=f"{words} ripple {words}\nend")

    _, found = await _snippet(store, "ripple")
    before, _, behind = found.partition("[ripple]")
    assert before.startswith("…")
    assert behind.endswith("…")
    assert len(before) < 60
    assert len(behind) < 200


# No combining marks: a word that is cut off before its accent is another word.
_text = st.text(st.sampled_from("aAＡbßẞ%_/\\가각ᄀ힣ㅋㅏ①éÉ İı\n"), max_size=12)


@settings(
    max_examples=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=_text, start=st.integers(0, 12), length=st.integers(1, 12))
async def test_any_word_taken_out_of_a_text_finds_it(
    store: Store, text: str, start: int, length: int
) -> None:
    owner = uuid4().hex
    await say(store, "q", answer=text, owner=owner)

    query = text[start : start + length]
    swapped = "".join(c.swapcase() if c.isascii() else c for c in query)
    assert await _finds(store, query, owner) == ["q"]
    assert await _finds(store, swapped, owner) == ["q"]
