"""The languages of the plant, and which of them a reader wants."""

from enum import StrEnum

ACCEPT_LANGUAGE_LIMIT = 1_000
"""Characters of an Accept-Language header that are looked at; browsers send far fewer."""


class Language(StrEnum):
    """A language with a catalogue of its own. The value is the tag that HTTP and HTML use."""

    EN = "en"
    ZH = "zh-CN"

    @property
    def locale(self) -> str:
        """The name of its catalogue, as gettext spells it."""
        return self.value.replace("-", "_")

    @property
    def own_name(self) -> str:
        """What its speakers call it, for a language switch."""
        return {Language.EN: "English", Language.ZH: "中文"}[self]

    @classmethod
    def _missing_(cls, value: object) -> "Language | None":
        """Takes every spelling in use: `zh`, `zh_CN`, `zh-Hans-CN`, `EN`, `en-GB`."""
        if not isinstance(value, str):
            return None
        primary = value.strip().replace("_", "-").split("-")[0].lower()
        return next((language for language in cls if language.value.split("-")[0] == primary), None)


def preferred_language(accept_language: str | None, default: Language = Language.EN) -> Language:
    """The reader's favourite among our languages, from an Accept-Language header (RFC 9110, 12.5.4).

    Ranges that are not ours, have weight 0 or can't be read are passed over; at equal weights the first one
    wins. Never raises, whatever the header holds.
    """
    best, best_weight = default, 0.0
    for part in (accept_language or "")[:ACCEPT_LANGUAGE_LIMIT].split(","):
        tag, *parameters = part.split(";")
        weight = _weight(parameters)
        try:
            language = default if tag.strip() == "*" else Language(tag)
        except ValueError:
            continue
        if weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: list[str]) -> float:
    """The quality from 0 to 1; 1 if none is given and 0 if it is nonsense."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0
