"""The evidence pack: tables, run record and the exchange of the output folder."""
