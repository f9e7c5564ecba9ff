"""Compiled schedule building: place, remove, undo, dispatch. Imports numpy and numba only.

Functions take a *network* (the flat arrays of `scheduler.compile.network.Network`, read only) and a *state*
(`state.State`, the
growing schedule). Times are engine minutes. Importing the package points numba's cache at a folder named after the
sources.
"""

from scheduler.kernel.cache import use_cache_folder

use_cache_folder()
