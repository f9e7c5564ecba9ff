"""What comes with the program: examples."""
