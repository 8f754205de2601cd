"""`yeoul` on a machine whose clock is wrong: ``python -m tests.faults.shifted serve …``.

By how many seconds stands in a file, which a test may change while the server runs. The clocks by
which it waits stay as they are: no machine's goes back.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from yeoul.protocol import conversation

#: Name in the environment of the file.
SHIFT_ENV = "CLOCK_SHIFT_OF_TESTS"

if __name__ == "__main__":
    right_time, right_now = time.time, conversation.utc_now  # noqa: TID251  # the others' clock

    def shift_s() -> float:
        return float(Path(os.environ[SHIFT_ENV]).read_text())

    def wrong_now() -> datetime:
        return right_now() + timedelta(seconds=shift_s())

    # Before whoever takes them by name is imported.
    time.time = lambda: right_time() + shift_s()  # noqa: TID251
    conversation.utc_now = wrong_now

    from yeoul.cli import main

    main()
