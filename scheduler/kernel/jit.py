"""The three ways in which functions of the kernel are compiled.

Most of them only read and write arrays that they are given. Compiled without numba's runtime they count no references
to these arrays, which would take half of the time of a placement and much of the time to compile it.
"""

import numba

allocating = numba.njit(cache=True, nogil=True)
"""For functions that make arrays or lists, and those that call them."""

plain = numba.njit(cache=True, nogil=True, _nrt=False)
"""For functions that make none."""

inlined = numba.njit(cache=True, nogil=True, _nrt=False, inline="always")
"""For those of a line or two in the innermost loops."""
