"""What every test may use."""

import os

import pytest


def require(condition: object, reason: str) -> None:
    """Skip the test unless the condition holds; where ``CI_REQUIRE_ALL=1`` is set, fail it.

    So a test that needs Java or a browser does not stop anyone without them, and cannot vanish
    unseen where everything is meant to be there.
    """
    if condition:
        return
    if os.environ.get("CI_REQUIRE_ALL") == "1":
        pytest.fail(f"CI_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)
