"""Can we deliver by then? One order against a fixed plan."""
