"""The demo group: a switchgear group of five companies, 60 orders, about 1,500 operations, and a story.

    python -m data.examples.switchgear --output data/examples/switchgear.json

`cases` tells the orders; `parts`, `coating` and `products` how they are made; `resources`, `stations`, `levers` and
`calendars` who works when; `materials` with what; `progress` what has begun; `sizes` how all of it grows to 50,000
operations. docs/demo-group.md tells what comes out.
"""

from .build import AS_OF, SEED, build
from .sizes import OPERATIONS

__all__ = ["AS_OF", "OPERATIONS", "SEED", "build"]
