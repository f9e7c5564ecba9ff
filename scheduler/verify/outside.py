"""Work that is done at a supplier, by the supplier's own calendar and capacity."""

from scheduler.domain.operation import Mode


def ways(mode: Mode) -> tuple[int, int]:
    """Elapsed minutes there, before the work, and back, after it; a lead time holds its ways inside."""
    outside = mode.outsourcing
    if outside is None or outside.lead_minutes is not None:
        return 0, 0
    return outside.there_minutes, outside.back_minutes
