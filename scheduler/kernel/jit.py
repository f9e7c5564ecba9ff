"""The three ways in which functions of the kernel are compiled.

Most of them only read and write arrays that they are given. Compiled without numba's runtime they count no references
to these arrays, which would take half of the time of a placement and much of the time to compile it.
"""

import numba

allocating = numba.njit(cache=True, nogil=True, _nrt=True)  # type: ignore[call-overload] # numba knows more options than its types
"""For functions that make arrays or lists. Said explicitly, because callees inherit the choice of their caller."""

plain = numba.njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload] # as above
"""For functions that make none."""

inlined = numba.njit(cache=True, nogil=True, _nrt=False, inline="always")  # type: ignore[call-overload] # as above
"""For those of a line or two in the innermost loops."""
