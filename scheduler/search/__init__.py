"""Decides how a time limit is spent between the engines; `solve` verifies before it returns."""
