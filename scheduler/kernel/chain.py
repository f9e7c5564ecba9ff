"""Why an order arrives when it does: the chain of waits behind its worst delivery, exact to the minute.

With E the empty-shop earliest end, every operation has a delay D = end - E >= 0. Going back from the last operation,
D splits into
what the operation itself waited for and the delay of the predecessor that held it; differences that calendars, modes
or slack make
on the way are rows of their own, so the rows always add up to arrival minus due.
"""

from scheduler.kernel.delivery import arrival, delivery_finish
from scheduler.kernel.empty_shop import earliest_back, material_alone, start_after_alone
from scheduler.kernel.jit import allocating
from scheduler.kernel.place import start_after
from scheduler.kernel.timeline import NEVER, fit

EMPTY_SHOP, QUEUE, MATERIAL, TRANSPORT_AND_MODE, CALENDAR, PIN, SLACK = range(7)
"""The order of `scheduler.domain.plan.Cause`."""


@allocating
def _end_alone(net, op, mode, t):
    t = max(t, net.mode[mode].opens)
    start, end = fit(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, t)
    return end if start < net.mode[mode].closes and end <= net.mode[mode].ends_by else NEVER


@allocating
def explain(net, state, mode_end, earliest_end, earliest_arrival, material_free, order):
    """Rows (cause, minutes, operation or -1, waited from, waited until) for one placed order, from its end backwards.

    `mode_end` per mode, `earliest_end` per operation and `earliest_arrival` per delivery are those of `empty_shop`;
    `material_free` per operation is when the supplies it was given became free (-NEVER without needs). Rows of 0
    minutes are left out.
    """
    worst, late = -1, -NEVER
    for d in range(net.order[order].delivery_first, net.order[order].delivery_end):
        minutes = arrival(net, d, delivery_finish(net, state, d)) - net.delivery[d].due
        if minutes > late:
            worst, late = d, minutes
    rows = [(EMPTY_SHOP, earliest_arrival[worst] - net.delivery[worst].due, -1, 0, 0)]
    finish = delivery_finish(net, state, worst)
    alone = -NEVER
    last = -1
    for i in range(net.delivery[worst].op_first, net.delivery[worst].op_end):
        op = net.delivery_op[i]
        alone = max(alone, earliest_back(net, mode_end, op))
        if last < 0 or _back(net, state, op) > _back(net, state, last):
            last = op
    if last < 0:  # nothing had to be done for it
        return rows
    _difference(rows, CALENDAR, (arrival(net, worst, finish) - finish) - (earliest_arrival[worst] - alone), last)
    _difference(rows, SLACK, earliest_end[last] + _back(net, state, last) - state.op[last].end - alone, last)
    op = last
    while op >= 0 and state.op[op].end > earliest_end[op]:
        op = _step(net, state, earliest_end, material_free, op, rows)
    return rows


@allocating
def _back(net, state, op):
    """When an operation's result is in the shop."""
    return state.op[op].end + net.mode[state.op[op].mode].back


@allocating
def _difference(rows, cause, minutes, op):
    """A row for a difference that is nobody's queue; a negative one is slack, whatever made it."""
    if minutes != 0:
        rows.append((SLACK if minutes < 0 else cause, minutes, op, 0, 0))


@allocating
def _step(net, state, earliest_end, material_free, op, rows):
    """Adds the rows of one delayed operation and returns the predecessor that hands its delay on, or -1."""
    mode = state.op[op].mode
    end = state.op[op].end
    if net.op[op].state != 0:
        rows.append((QUEUE, end - earliest_end[op], op, 0, state.op[op].start))
        return -1
    holding = -1
    ready = net.op[op].bare_release + net.mode[mode].there
    pinned = net.op[op].release
    for e in range(net.op[op].pred_first, net.op[op].pred_end):
        t = start_after(net, state, e, op, mode)
        if net.pred[e].kind != 0:
            pinned = max(pinned, t)
        elif t > ready:
            ready, holding = t, net.pred[e].op
    material = material_alone(net, op)
    if material > ready:
        ready, holding = material, -1
    own = _end_alone(net, op, mode, ready)
    after_pins = max(ready, pinned)
    with_pins = _end_alone(net, op, mode, after_pins)
    after_material = max(after_pins, material_free[op])
    with_material = min(end, _end_alone(net, op, mode, after_material))
    if end > with_material:
        rows.append((QUEUE, end - with_material, op, after_material, state.op[op].start))
    if with_material > with_pins:
        rows.append((MATERIAL, with_material - with_pins, op, after_pins, after_material))
    if with_pins > own:
        rows.append((PIN, with_pins - own, op, ready, after_pins))
    inherited = state.op[holding].end - earliest_end[holding] if holding >= 0 else 0
    best = NEVER
    for other in range(net.op[op].mode_first, net.op[op].mode_end):
        best = min(best, _end_alone(net, op, other, ready))
    _difference(rows, TRANSPORT_AND_MODE, own - best, op)
    _difference(rows, CALENDAR, best - earliest_end[op] - inherited, op)
    return holding


@allocating
def critical_head(net, mode_start, mode_end, earliest_end, delivery):
    """(operation, minute) with which the empty shop's critical path to a delivery begins: no start before that minute.

    Operation -1 if nothing has to be done for the delivery.
    """
    op = -1
    for i in range(net.delivery[delivery].op_first, net.delivery[delivery].op_end):
        other = net.delivery_op[i]
        if op < 0 or earliest_end[other] > earliest_end[op]:
            op = other
    if op < 0:
        return -1, 0
    while True:
        mode = net.op[op].mode_first
        for m in range(net.op[op].mode_first, net.op[op].mode_end):
            if mode_end[m] < mode_end[mode]:
                mode = m
        begins = net.op[op].bare_release + net.mode[mode].there
        if net.op[op].state == 0:
            begins = max(begins, material_alone(net, op))
        holding, ready = -1, begins
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            if net.pred[e].kind != 0:
                continue
            t = start_after_alone(net, mode_start, mode_end, e, op, mode)
            if t > ready:
                holding, ready = net.pred[e].op, t
        if holding < 0:
            return op, begins
        op = holding
