"""How many working minutes a mode takes."""

from scheduler.domain.durations import working_minutes

__all__ = ["working_minutes"]
