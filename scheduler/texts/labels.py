"""Names for the values of the domain's enumerations."""

import re
from enum import StrEnum

from scheduler.texts.catalogue import text
from scheduler.texts.language import Language


def label_key(member: StrEnum) -> str:
    """The key of a value's name: `TaskKind.ASSEMBLY` is `task_kind.assembly`."""
    return f"{_snake_case(type(member).__name__)}.{member.value}"


def label(member: StrEnum, language: Language) -> str:
    """What the plant calls a value: `TaskKind.ASSEMBLY` is `assembly`, `装配`."""
    return text(label_key(member), language)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
