"""The door for clients of Anthropic's Messages.

Each module has one part: requests (`message_request`), streams and whole replies
(`message_writer`), models as they are listed there (`models`), errors (`errors`).
"""

from typing import Final

#: What all its addresses begin with. Those of OpenAI's API do, too.
PREFIX: Final = "/v1"
MESSAGES: Final = f"{PREFIX}/messages"
MODELS: Final = f"{PREFIX}/models"
#: Header that all its clients send, with any value.
VERSION_HEADER: Final = "anthropic-version"
