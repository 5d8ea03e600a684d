"""Makes a study's data/pathway/gsp_peaks.csv from the publisher's peaks by GSP group."""

from pathlib import Path
from typing import Final

from lae.files import write_table
from lae.findings import raise_errors
from lae.readers.base import Reading
from lae.readers.gsp_peaks import read_gsp_peaks

FILE: Final = "gsp_peaks.csv"


def make_gsp_peaks(file: Path, out: Path) -> Reading:
    """Write gsp_peaks.csv (contract `GspPeaks`) into `out`; the same file gives the same bytes.

    Raises:
        FaultsError: the file cannot be used, or not in whole. Nothing is written then.
    """
    reading = read_gsp_peaks(file)
    raise_errors(reading.findings)
    write_table(reading.tables["gsp_peaks"], out / FILE, inert=False)
    return reading
