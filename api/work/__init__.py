"""Background work: runs that survive a crash, and the child processes in which all solving happens."""
