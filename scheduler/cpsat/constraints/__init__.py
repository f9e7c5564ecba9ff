"""One family of constraints a file; each is a function of a draft. Durations, calendars, releases and modes
are in the domains."""
