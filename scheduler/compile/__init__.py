"""Turns a problem into flat integer arrays and working-time tables."""
