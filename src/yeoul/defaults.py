"""The defaults of settings that lower stages need too: each number is written here, and only here.

`settings.Settings` reads them, and so do the few constructors that can be called without settings.
"""

from __future__ import annotations

from typing import Final

#: Seconds until the first token of an answer; slow local models need minutes.
FIRST_TOKEN_TIMEOUT_S: Final = 300.0
#: Seconds of silence between two tokens after which an answer has failed.
IDLE_TIMEOUT_S: Final = 60.0
#: Seconds after which a client that takes no data is cut off.
SEND_TIMEOUT_S: Final = 30.0
#: Bytes of UTF-8 of the largest answer, its thinking included.
MAX_ANSWER_BYTES: Final = 4 << 20
#: The hub that models are fetched from.
HUB_URL: Final = "https://huggingface.co"
