"""Commands write without a proof here, except where a test is about that."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def without_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEW_MIGRATION_CHECK", "false")
