"""In tests a missing text is a fault, not a key on a page."""

from collections.abc import Iterator

import pytest

from scheduler.texts import refuse_missing_texts


@pytest.fixture(autouse=True)
def missing_texts_raise() -> Iterator[None]:
    refuse_missing_texts()
    yield
    refuse_missing_texts(False)
