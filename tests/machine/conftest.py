"""The emulated machine's tests: minutes, for an emulated processor. They stand on the lab of the other live tests."""

from pathlib import Path

import pytest

from tests.lab.conftest import lab, root  # noqa: F401  (fixtures)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the lab."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.lab)
