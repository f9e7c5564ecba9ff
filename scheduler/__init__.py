"""A constraint-based production scheduler for make-to-order manufacturing."""
