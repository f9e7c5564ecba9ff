"""The three ways in which functions of the kernel are compiled.

Most of them only read and write arrays that they are given. Compiled without numba's runtime they count no references
to these arrays, which would take half of the time of a placement and much of the time to compile it.
"""

import os

import numba
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

allocating = numba.njit(cache=True, nogil=True, _nrt=True)  # type: ignore[call-overload] # numba knows more options than its types
"""For functions that make arrays or lists. Said explicitly, because callees inherit the choice of their caller."""

plain = numba.njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload] # as above
"""For functions that make none."""

inlined = numba.njit(cache=True, nogil=True, _nrt=False, inline="always")  # type: ignore[call-overload] # as above
"""For those of a line or two in the innermost loops."""


@intrinsic
def _memmove(typing_context, rows, to, source, count):
    """Code for C's memmove on the rows of a one-dimensional array: four times as fast as a loop over them."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        size = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        target, origin = (builder.gep(array.data, [index]) for index in arguments[1:3])
        cgutils.raw_memmove(builder, target, origin, arguments[3], size)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64, types.int64), generate


def _move_rows_interpreted(rows, to, source, count):
    rows[to : to + count] = rows[source : source + count].copy()


@plain
def _move_rows_compiled(rows, to, source, count):
    _memmove(rows, to, source, count)


move_rows = _move_rows_interpreted if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0" else _move_rows_compiled
"""move_rows(rows, to, source, count): moves rows inside a one-dimensional array, also where the two places overlap. No
bounds are checked."""
