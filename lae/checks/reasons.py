"""Why a finding matters, by its rule: one sentence for whoever has to decide whether to act."""

from typing import Final

from lae.findings import Finding

_BY_SEVERITY: Final = {
    "error": "A run stops here, because its answer would be wrong or could not be worked out.",
    "warning": "A run goes on, but an answer may be wrong or miss something.",
    "note": "Nothing to do; it is said so that nothing happens silently.",
}
WHY: Final[dict[str, str]] = {
    # The file itself.
    "unknown_file": "Its figures are in no answer, although somebody put it here for a reason.",
    "empty_layer": "A layer without features says nothing: not that there is none of it here.",
    "no_codes": "Names of areas change and repeat; only codes join without losing rows.",
    "column_dictionary": "It tells what columns mean and holds no data.",
    "cim_profile": "It tells how network models are written and holds none.",
    "not_yet_read": "What it holds is in no answer yet.",
    "not_used": "What it holds is in no answer of a run.",
    "two_readers": "Reading it the wrong way would give wrong figures that look right.",
    "older_edition": "Two editions of one table would count the same things twice.",
    "edition": "Headroom is counted from the year a figure was observed; without it every later year would be off.",
    "unregistered_file": "Nobody can say whether the results may be published, or which edition they rest on.",
    "link_outside": "A link out of the study can lead to any file of this computer.",
    "traversal": "Such an archive would write over files outside its folder; it may be an attack.",
    "bomb": "It would fill this computer's memory and stop it.",
    "too_large": "It would not fit into memory; a part of it is enough.",
    "too_long_line": "No table has such lines; reading on would fill memory.",
    "too_deep": "No map or table is nested like that; following it would stop the program.",
    "too_many_members": "Looking through so many files would take too long.",
    "too_many_columns": "No published table is so wide; it is probably not a table.",
    "empty": "A file without content usually means a download that failed.",
    "damaged": "What is left of a damaged file may be wrong without looking wrong.",
    "damaged_archive": "What is left of a damaged file may be wrong without looking wrong.",
    "unreadable": "Nothing of it is in any answer.",
    "not_csv": "The rows after the break would be lost or mixed up.",
    "not_json": "Half a document may hold half the records.",
    "not_workbook": "Nothing of it is in any answer.",
    "locked": "Nothing of it is in any answer.",
    "views": "A view computes its rows when it is read, and need not come to an end.",
    "missing_file": "What it holds is in no answer.",
    # Text and rows.
    "encoding": "In the wrong encoding names change, and a changed name or code matches nothing.",
    "mixed_encoding": "Some names will be misspelt on the map and in joins by name.",
    "uneven_rows": "Their cells may stand under the wrong names, so they are in no answer.",
    "loose_quotes": "A cell may have swallowed its neighbours.",
    "month_first": "3 April would be read as 4 March.",
    "impossible_date": "A work or a connection without a date changes no year's headroom.",
    "mixed_dates": "Day and month can be swapped unseen.",
    # Codes and joins.
    "code_vintage": "Their homes, meters or cars would vanish from every total without a trace.",
    "missing_areas": "Their homes, meters or cars are missing from every total.",
    "other_area": "It adds nothing to this study.",
    "code": "Such rows match nothing and are lost in every join.",
    "duplicate_id": "The same thing would be counted twice.",
    "no_figures": "A future the county asked for is in no answer until somebody types its figures in.",
    "unknown_block": "The row is in no answer, although somebody typed it for a reason.",
    "unused_block": "What it counts is in no answer.",
    "unknown_unit": "Homes taken for megawatts would be a thousandfold wrong.",
    "unknown_district": "The row would be in no total.",
    "no_source": "Nobody could defend the figure.",
    "other_scenario": "The row would count for another future than the folder says.",
    "repeated_key": "The same thing would be counted twice.",
    "unmatched_rows": "What finds no partner is in no total.",
    # Places.
    "swapped_coordinates": "The place would lie in the sea, and nothing would be found near it.",
    "degrees": "The place would lie off Scilly, and nothing would be found near it.",
    "outside_area": "It adds nothing to this study.",
    "part_outside": "Only the part in the study counts.",
    "outside_britain": "Distances and areas would be nonsense.",
    "guessed_crs": "A wrong guess moves everything; look at the map once.",
    "missing_crs": "A wrong guess would move everything.",
    "no_shape": "It is not on the map and gets no homes.",
    "invalid_geometry": "Areas and point-in-polygon tests go wrong on such a shape without saying so.",
    "repaired_shapes": "A repaired shape can be a little smaller or larger than meant.",
    "dropped_shapes": "What was left out is in no area and no count.",
    "same_shape": "What lies there would be counted under both.",
    # Land.
    "elsewhere": "What it says is of other land; here nobody has looked.",
    "none_here": "Somebody looked and there is none: that opens land, unlike a layer that is missing.",
    "no_rule": "A layer without a rule changes nothing, although somebody put it here for a reason.",
    "no_areas": "A line without a width covers nothing, and would rule nothing out.",
    "nodata_sentinel": "Taken at its word, such a value is a pit, a cliff or a flat.",
    "slivers": "A cell that is touched only at its edge counts whole, so that nothing small is lost.",
    "unknown_subject": "A rule about nothing is never applied, and land it should close stays open.",
    # Figures.
    "type": "A figure that cannot be read is blank, and so is every answer that needs it.",
    "less_than_or_equal_to": "No such thing exists; the unit or a digit is wrong, and every sum with it.",
    "greater_than_or_equal_to": "No such thing exists; the sign, the unit or a digit is wrong, and every sum with it.",
    "not_nullable": "Without this value the row cannot be placed, dated or counted.",
    "multiple_fields_uniqueness": "The same thing would be counted twice.",
    "field_uniqueness": "The same thing would be counted twice.",
    "unit_slip": "Headroom would be wrong a thousandfold.",
    "total": "If the sum is off, so is every share worked out from it.",
    "total_unit": "Totals in another unit cannot be compared, and shares worked out from them are wrong.",
    # What is not there, and what is owed.
    "missing_layer": "What would rest on it is blank or an assumption; blank never means none.",
    "licence": "Publishing the results might break the licence.",
    "attribution": "Most open licences ask for a line that names the publisher.",
    "attribution_owed": "The licence asks for it on every map and table made from these data.",
    "share_alike": "Publishing a table made from it under other terms would break the licence.",
    "closed_licence": "Publishing the results would break the licence.",
}
"""Rules that are not listed here get the sentence of their severity."""


def why(finding: Finding) -> str:
    """Why the finding matters, never blank."""
    return WHY.get(finding.rule, _BY_SEVERITY[finding.severity])
