"""How much of a file is read at most. The numbers are told to people: docs/tables.md lists them."""

FILE_BYTES = 64 * 2**20
"""A workbook, packed."""
UNPACKED_BYTES = 256 * 2**20
"""All parts of a workbook that are read, unpacked."""
PACKED_RATIO = 250
"""A part of more than `RATIO_FROM` bytes that unpacks to more than this many times its size is a trap."""
RATIO_FROM = 16 * 2**20
PARTS = 10_000
"""Files inside a workbook's archive."""
SHEETS = 200
ROWS = 200_000
"""Of one sheet, also of one CSV file."""
COLUMNS = 200
CELLS = 1_500_000
"""All sheets together, counted up to the last filled cell of each row: a plan of 50,000 operations has fewer."""
CELL_CHARACTERS = 32_767
"""What a cell of a workbook can hold; spreadsheet programs cut off the rest."""
DISTRUSTED = 5_000
"""Cells with error values and the like, which are told one by one."""
MERGED = 1_000_000
"""Cells that the ranges of merged cells make a reader fill, all sheets together."""
MERGED_RANGES = 50_000
"""Of one sheet."""
OUTPUT_BYTES = 160 * 2**20
"""What the reader may tell about a file, mainly its texts."""

SECONDS = 8.0
"""Wall clock for reading a workbook."""
MEMORY_BYTES = 256 * 2**20
"""Address space of the process that reads a workbook."""
