"""Exact answers with OR-Tools CP-SAT; the only package that imports ortools."""
