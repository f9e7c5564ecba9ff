"""The HTTP service: routes, storage, background runs and pages over the tested functions of `scheduler`.

Nothing happens at import, and no solver is ever imported in this process: solving, quoting and drawing run in
child processes.
"""
