"""What reads files from strangers: a small program of its own, run with little memory and little time.

`python -m scheduler.files.untrusted` reads a workbook from its standard input and tells what it holds, line by line;
`scheduler.files.workbook_reader` starts it, limits it and believes nothing that it can check. Nothing here imports
anything but the standard library (and the calamine reader, for the formats that only it knows), so it starts at once.
"""
