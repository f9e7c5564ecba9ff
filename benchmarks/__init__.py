"""Measurements with committed results: `python3 dev.py bench NAME`. Nothing here runs in the tests."""
