"""What the commands do; `scheduler.cli` says how they are called."""
