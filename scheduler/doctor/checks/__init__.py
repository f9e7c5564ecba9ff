"""The checks, one file per family. A check is named after the one key that its findings have."""
