"""How much of a file is taken in, and why not more."""

FILE_BYTES = 200 << 20
"""The largest list known (186,000 stations of the whole country) is under 60 MB in any format."""

UNPACKED_BYTES = 600 << 20
"""What a packed file may unpack to: a million rows of a workbook."""

BOMB_BYTES = 32 << 20
BOMB_RATIO = 100
"""Workbooks unpack to 10 to 40 times their size; more than 100 times and 32 MB is a bomb, or blank rows formatted."""

ENTRIES = 2_000
"""A workbook with hundreds of sheets and pictures has fewer parts."""

ROWS = 1_000_000
"""What a spreadsheet program can show, less a little."""

COLUMNS = 2_000
"""Columns of a list, and columns that may lie empty between the list and a stray cell."""

CELLS = 30_000_000
"""Cells of a text: a million rows of 30 columns."""

SHEET_CELLS = 12_000_000
"""Cells of the rectangle that a sheet spans: a workbook is held in memory whole, at about 100 bytes a cell."""

SHARED_TEXTS = 5_000_000
"""Different texts of a workbook."""

SPARSE_CELLS = 1_000_000
SPARSE_RATIO = 100
"""A sheet over a million cells of which fewer than one in 100 is filled has a stray cell far away."""

SECONDS = 20
"""Time that a database may take to answer."""
