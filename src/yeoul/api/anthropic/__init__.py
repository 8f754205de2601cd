"""The door for clients of Anthropic's Messages.

Each module has one part: the door's statement (`door`), its routes (`messages`, `models`), what
requests want (`message_request`), streams and whole replies (`message_writer`), errors (`errors`).
"""

from typing import Final

#: What all its addresses begin with. Those of OpenAI's API do, too.
PREFIX: Final = "/v1"
MESSAGES: Final = f"{PREFIX}/messages"
MODELS: Final = f"{PREFIX}/models"
#: Header that all its clients send, with any value.
VERSION_HEADER: Final = "anthropic-version"
