"""Files in and out: JSON, event logs, benchmark instances."""
