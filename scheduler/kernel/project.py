"""Schedules of projects: operations that take some units of several resources, in whole minutes of a short horizon.

A list of operations is decoded one by one into the earliest places; pushing everything as late, then as early as
possible again (double justification) never makes a schedule longer and often shortens it: Valls, Ballestin and
Quintanilla (2005), "Justification and RCPSP: a technique that pays". Lists are annealed by moving one operation between
its last predecessor and its first successor.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.random import below, uniform

Int64 = npt.NDArray[np.int64]


class Project(NamedTuple):
    """What does not change. Ranges into other arrays are `*_ptr[i] : *_ptr[i + 1]`."""

    release: Int64
    time: Int64
    """Minutes of each operation, at least one."""
    pred_ptr: Int64
    pred: Int64
    pred_lag: Int64
    succ_ptr: Int64
    succ: Int64
    succ_lag: Int64
    demand: Int64
    """[operations, resources] units."""
    capacity: Int64
    horizon: int
    """No earliest place ends later."""


@plain
def serial_schedule(project, sequence, used, start):
    """Puts the operations of a sequence, predecessors first, to their earliest places; returns the makespan.

    `used` is [resources, horizon] room to work in; `start` is filled.
    """
    used[:] = 0
    longest = 0
    for i in range(len(sequence)):
        op = sequence[i]
        t = project.release[op]
        for e in range(project.pred_ptr[op], project.pred_ptr[op + 1]):
            p = project.pred[e]
            t = max(t, start[p] + project.time[p] + project.pred_lag[e])
        t = _earliest(project, used, op, t)
        start[op] = t
        for r in range(len(project.capacity)):
            if project.demand[op, r]:
                for k in range(t, t + project.time[op]):
                    used[r, k] += project.demand[op, r]
        longest = max(longest, t + project.time[op])
    return longest


@plain
def _earliest(project, used, op, t):
    """First minute from t on from which all resources have room for an operation."""
    again = True
    while again:
        again = False
        for r in range(len(project.capacity)):
            room = project.capacity[r] - project.demand[op, r]
            if room == project.capacity[r]:
                continue
            # From behind: the last minute without room says where to go on.
            k = t + project.time[op] - 1
            while k >= t and used[r, k] <= room:
                k -= 1
            if k >= t:
                t = k + 1
                again = True
    return t


@allocating
def justified(project, backwards, used, start):
    """Pushes a schedule right, then left; `start` is changed in place. Returns the makespan."""
    n = len(start)
    late = np.zeros(n, np.int64)
    serial_schedule(backwards, np.argsort(-(start + project.time), kind="mergesort"), used, late)
    return serial_schedule(project, np.argsort(-(late + project.time), kind="mergesort"), used, start)


@allocating
def anneal_list(project, backwards, sequence, value, random, temperature, iterations, best, best_value):
    """Moves operations of a list; returns (makespan of `sequence`, best makespan), whose starts are in `best`."""
    n = len(sequence)
    used = np.zeros((len(project.capacity), project.horizon), np.int64)
    start = np.zeros(n, np.int64)
    position = np.zeros(n, np.int64)
    tried = sequence.copy()
    for _ in range(iterations):
        tried[:] = sequence
        for i in range(n):
            position[tried[i]] = i
        for _ in range(1 + below(random, 3)):
            _move(project, tried, position, random)
        serial_schedule(project, tried, used, start)
        found = justified(project, backwards, used, start)
        if found <= value - int(temperature * np.log(max(1e-12, uniform(random)))):
            value = found
            sequence[:] = np.argsort(start, kind="mergesort")
            if found < best_value:
                best_value = found
                best[:] = start
    return value, best_value


@plain
def _move(project, sequence, position, random):
    """Moves a random operation to a random place between its last predecessor and its first successor."""
    n = len(sequence)
    op = below(random, n)
    low, high = 0, n - 1
    for e in range(project.pred_ptr[op], project.pred_ptr[op + 1]):
        low = max(low, position[project.pred[e]] + 1)
    for e in range(project.succ_ptr[op], project.succ_ptr[op + 1]):
        high = min(high, position[project.succ[e]] - 1)
    at, to = position[op], low + below(random, high - low + 1)
    step = 1 if to > at else -1
    while at != to:
        sequence[at] = sequence[at + step]
        position[sequence[at]] = at
        at += step
    sequence[to] = op
    position[op] = to
