"""Compiled schedule building: place, remove, undo, dispatch. Imports numpy and numba only."""
