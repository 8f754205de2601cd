"""`yeoul`, with the failpoints armed that a test names: ``python -m tests.faults.armed serve …``.

The plan (see `failpoints.arm`) stands in the environment, which an installed server never reads it
from.
"""

from __future__ import annotations

import os

from yeoul import failpoints
from yeoul.cli import main

#: Name in the environment of the plan.
PLAN_ENV = "FAILPOINTS_OF_TESTS"

if __name__ == "__main__":
    failpoints.arm(os.environ.get(PLAN_ENV, ""))
    main()
