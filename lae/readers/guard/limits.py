"""How much of somebody else's file is looked at, and why not more: the bounds on time and memory."""

from typing import Final

LARGEST_FILE: Final = 4_000_000_000
"""Bytes of a file on disk. England's whole OpenStreetMap extract has 1.5 GB; no county layer has more."""
LARGEST_TEXT: Final = 2_000_000_000
"""Bytes of a table once unpacked. A county's certificates have 0.3 GB; those of all England are split by council."""
LARGEST_DOCUMENT: Final = 500_000_000
"""Bytes of a JSON document, which is held whole, at about eight times its size."""
LONGEST_LINE: Final = 4_000_000
"""Bytes without a line's end. The longest real line (a supply area as WKT in one cell) has 0.3 MB."""
MOST_COLUMNS: Final = 5_000
"""Columns of a table. The widest real one has 143."""
DEEPEST: Final = 64
"""Brackets within brackets in JSON. GeoJSON needs 9; whoever walks a document may use one call a level."""
MOST_MEMBERS: Final = 10_000
"""Files in an archive. A national set split by council has about 700."""
LARGEST_MEMBER: Final = 1_000_000_000
"""Bytes of one file in an archive once unpacked; a council's certificates have up to 0.3 GB."""
LARGEST_ARCHIVE: Final = 3_000_000_000
"""Bytes of all files in an archive once unpacked."""
SMALL_MEMBER: Final = 50_000_000
"""Below so many bytes once unpacked a file in an archive is harmless however well it was packed."""
HIGHEST_RATIO: Final = 250
"""Unpacked bytes for one packed byte. Repetitive sheets reach 60; the packing itself cannot pass 1,032."""
LARGEST_SHEET: Final = 20_000_000
"""Cells (rows by columns) a sheet spans: all are held, even the empty ones. A national LSOA table has 0.5 million."""
MOST_FEATURES: Final = 5_000_000
"""Features of a map layer. All priority habitats of England are about 0.7 million."""
MOST_VERTICES: Final = 1_000_000
"""Vertices of one feature. The whole coast of Great Britain at full resolution has fewer."""
MOST_CROSSINGS: Final = 40
"""Other edges that an edge of a shape in need of repair may lie over, on average: beyond, the repair would not end."""
SHORTEST_STAR: Final = 200
"""Vertices up to which any shape is repaired in no time, however it crosses itself."""
