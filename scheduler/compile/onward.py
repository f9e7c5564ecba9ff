"""How much farther each mode of an operation is from what follows it than the nearest of them.

The earliest end is not all: work that ends a little earlier in another workshop may come later to where it goes next.
"""

from collections.abc import Sequence

import numpy as np

from scheduler.compile.network import FREE, Int64, Network


def onward_minutes(net: Network, followers: Sequence[Sequence[tuple[int, int]]]) -> Int64:
    """Per mode the minutes by which the way to the end of the order is longer than from the operation's best mode.

    A way is transport and plain minutes of work, everything after the operation in the modes that suit it best; neither
    calendars nor queues count.
    """
    op, mode = net.op, net.mode
    first, end = op["mode_first"].tolist(), op["mode_end"].tolist()
    free = (op["state"] == FREE).tolist()
    work, allowed = mode["work"].tolist(), mode["allowed"].tolist()
    workshop, there, back = mode["workshop"].tolist(), mode["there"].tolist(), mode["back"].tolist()
    links, minutes = (net.pred["kind"] == 0).tolist(), net.transport.tolist()
    to_go = list(back)
    extra = np.zeros(len(mode), np.int64)
    for i in reversed(net.topo.tolist()):
        own = range(first[i], end[i])
        after = [then for then, edge in followers[i] if links[edge] and free[then]]
        for then in after:
            choice = [m for m in range(first[then], end[then]) if allowed[m]] or range(first[then], end[then])
            for m in own:
                a = workshop[m]
                way = min(
                    there[n] + work[n] + to_go[n] + (minutes[a][workshop[n]] if a >= 0 and workshop[n] >= 0 else 0)
                    for n in choice
                )
                to_go[m] = max(to_go[m], back[m] + way)
        if len(own) > 1:
            least = min(to_go[m] for m in own)
            for m in own:
                extra[m] = to_go[m] - least
    return extra
