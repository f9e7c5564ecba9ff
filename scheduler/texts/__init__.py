"""The words of the scheduler in English and Chinese: labels, sentences, days and spans of time."""

from scheduler.texts.catalogue import has_text, refuse_missing_texts, text
from scheduler.texts.labels import label
from scheduler.texts.language import Language, preferred_language
from scheduler.texts.moments import (
    day_text,
    deadline_text,
    duration_text,
    moment_text,
    short_day_text,
    short_moment_text,
)
from scheduler.texts.names import Names, listed
from scheduler.texts.sentences import (
    broken_wait_sentence,
    cause_sentence,
    delivery_sentence,
    fault_sentence,
    message_sentence,
    method_text,
    not_loaded_sentence,
    note_sentence,
    order_sentence,
    quote_sentence,
)

__all__ = [
    "Language",
    "Names",
    "broken_wait_sentence",
    "cause_sentence",
    "day_text",
    "deadline_text",
    "delivery_sentence",
    "duration_text",
    "fault_sentence",
    "has_text",
    "label",
    "listed",
    "message_sentence",
    "method_text",
    "moment_text",
    "not_loaded_sentence",
    "note_sentence",
    "order_sentence",
    "preferred_language",
    "quote_sentence",
    "refuse_missing_texts",
    "short_day_text",
    "short_moment_text",
    "text",
]
