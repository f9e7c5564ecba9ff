"""Small shops that other programs can be given, and those programs, each in an environment of its own."""
