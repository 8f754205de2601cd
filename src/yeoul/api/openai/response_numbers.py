"""The numbers of a response's events, by which a client that comes back says what it has. Pure.

A ``sequence_number`` is a place, not a count of events: it is the same in every epoch, in whatever
pieces the text comes, and after the log has only the whole. So the content alone is enough to go on
behind one. Numbers rise, with gaps, and stay below 2^31.

============================  ============================================
``0``, ``1``, ``2``           created, queued (is not sent), in progress
`TEXT` + …                    text before which there was no thinking
`THINKING` + …                thinking
`TEXT_BEHIND` + …             text, or calls, behind thinking
`CALLS` + i × `CALL` + …      call i
`END` + …                     the end
============================  ============================================

In `TEXT`, 1 is the item, 2 its part, and 2 + n the first n characters (code points) of the text. In
`THINKING` it is the same. In `TEXT_BEHIND`, 1 to 3 close the thinking, 4 and 5 open the text, and
5 + n is its first n characters. Of a call, 1 is the item, and 1 + n the first n characters of its
arguments.

Thinking comes first, then the text, then the calls. What comes out of this order has no number of
its own. Late text is told at the end. Late thinking, and arguments of a call behind which another
one has begun, are told by the events that close an item, or by the whole response.
"""

from __future__ import annotations

from typing import Final

from yeoul.protocol.content import MAX_CALLS, Content

CREATED, IN_PROGRESS = 0, 2

#: Longer than the longest text that an event carries.
_SPAN: Final = 1 << 26

TEXT: Final = 2
THINKING: Final = _SPAN
TEXT_BEHIND: Final = 2 * _SPAN
CALLS: Final = 3 * _SPAN
#: The very last event.
LAST: Final = (1 << 31) - 1
END: Final = LAST - 4 * MAX_CALLS - 16
CALL: Final = (END - CALLS) // MAX_CALLS

#: Structural events in front of the characters of each.
TEXT_OPENING, THINKING_OPENING, CALL_OPENING = 2, 2, 1
TEXT_BEHIND_OPENING: Final = 5

#: In `END`: 1 and 2 open a text that has none of the numbers above, and this is what is late of it.
LATE_TEXT: Final = END + 3
#: Three numbers behind it close the text.
TEXT_END: Final = LATE_TEXT
#: From here on each call has four: it opens, if it could not before, and closes.
CALLS_END: Final = END + 8


def is_within(content: Content, after: int) -> bool:
    """Return whether a client behind ``after`` has nothing but what ``content`` begins with.

    It may have more where the machine has lost its last moments, or another text, where what was
    sent as text has turned out to be thinking. Such a client has to begin anew.
    """
    if after < TEXT + 1 or after >= END:
        return True
    if after < THINKING:
        held = after - TEXT - TEXT_OPENING
        return not content.reasoning and held <= len(content.text)
    if after < TEXT_BEHIND:
        # Thinking that is gone has turned out to be text, which follows as a whole.
        held = after - THINKING - THINKING_OPENING
        return held <= len(content.reasoning) if content.reasoning else bool(content.text)
    if after < CALLS:
        return after - TEXT_BEHIND - TEXT_BEHIND_OPENING <= len(content.text)
    index, place = divmod(after - CALLS, CALL)
    arguments = {call.index: len(call.arguments or "") for call in content.tool_calls}
    return index in arguments and place - CALL_OPENING <= arguments[index]
