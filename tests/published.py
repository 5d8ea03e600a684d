"""Invented files in the operators' own shape: SSEN's dashboard and NGED's workbook, with their real headers."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

_COLUMNS = (
    "AssetID|GSP Grouping / Default Order|Map / License Area|Substation|Upstream GSP|Upstream BSP|"
    "Substation Type|Voltage (kV)|Location Latitude|Location Longitude|Grid Reference|Substation Comment|"
    "LTDS CIM Nodes|Transformer Nameplate Ratings|Single Transformer Site|Maximum Observed Gross Demand (MVA)|"
    "Minimum Observed Gross Demand (MVA)|Contracted Demand Excl BESS (MVA)|Contracted BESS Demand (MVA)|"
    "Estimated Demand Headroom (MVA)|Substation Demand RAG Status|Demand Constraint|TIA Threshold|"
    "Connected Generation (MW)|Contracted Generation (MW)|Technical Limits Agreed at GSP|"
    "Estimated Generation Headroom (MW)|3-Phase Break Fault Rating (kA)|3-Phase Break Fault Level (kA)|"
    "Substation Generation RAG Status|Generation Constraint|Upstream Reinforcement Works|"
    "Upstream Reinforcement Completion Date|Substation Reinforcement Works|"
    "Substation Reinforcement Completion Date"
)
HEADER = _COLUMNS.split("|")
USUAL = {
    "Map / License Area": "England / SEPD",
    "Location Latitude": "51.75",
    "Location Longitude": "-1.25",
    "Single Transformer Site": "No",
    "Maximum Observed Gross Demand (MVA)": "10.00",
    "Minimum Observed Gross Demand (MVA)": "2.00",
    "Contracted Demand Excl BESS (MVA)": "1.00",
    "Contracted BESS Demand (MVA)": "0.00",
    "Estimated Demand Headroom (MVA)": "0.00",
    "Substation Demand RAG Status": "Red",
    "TIA Threshold": "5MW",
    "Connected Generation (MW)": "0.00",
    "Contracted Generation (MW)": "0.00",
    "Technical Limits Agreed at GSP": "Yes",
    "Estimated Generation Headroom (MW)": "0.00",
    "3-Phase Break Fault Rating (kA)": "25.00",
    "3-Phase Break Fault Level (kA)": "12.46",
    "Substation Generation RAG Status": "Red",
    "Generation Constraint": "Upstream Thermal Capacity",
}


def row(asset, name, kind, **cells):
    tiers = {"GSP": ("400 / 132", "2 x 240MVA"), "BSP": ("132 / 33", "2 x 45 / 90MVA")}
    voltage, ratings = tiers.get(kind, ("33 / 11", "2 x 7.5 / 15MVA"))
    first = {
        "AssetID": asset,
        "Substation": name,
        "Substation Type": kind,
        "Voltage (kV)": voltage,
        "Transformer Nameplate Ratings": ratings,
        "Upstream GSP": "N/A" if kind == "GSP" else "Weir GSP",
        "Upstream BSP": "Mill BSP" if kind == "Primary" else "N/A",
    }
    gsp = (
        {"Estimated Demand Headroom (MVA)": "N/A", "Estimated Generation Headroom (MW)": "N/A"} if kind == "GSP" else {}
    )
    return {
        **dict.fromkeys(HEADER, ""),
        **USUAL,
        **first,
        **gsp,
        **{HEADER[int(key[1:])]: v for key, v in cells.items()},
    }


def col(header):
    return f"c{HEADER.index(header)}"


def text_of(rows, *, header=HEADER):
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(header)
    lines.writerows([[line[name] for name in HEADER] for line in rows])
    return out.getvalue()


FACTS = ["Associated GSP Group", "Bulk Supply Point", "Substation", "Supply Level", "Voltage Level (kV)"]
FACTS += ["Latitude", "Longitude", "Scenario", "Units"]
YEARS = [0, "2022", "2023", "2050"]
DEMAND = [*FACTS, *YEARS]
GENERATION = [*FACTS, "Limiting constraint", *YEARS]


def demand(site, scenario, *figures, unit="Thermal headroom (MW)"):
    return [*site, scenario, unit, *figures]


def generation(site, scenario, limit, *figures):
    return [*site, scenario, "Headroom (MW)", limit, *figures]


def workbook(path, sheets):
    """A workbook with shared text, as spreadsheet programs write it."""
    shared: list[str] = []

    def cell(value):
        if isinstance(value, str):
            if value not in shared:
                shared.append(value)
            return f'<c t="s"><v>{shared.index(value)}</v></c>'
        return "<c/>" if value is None else f"<c><v>{value!r}</v></c>"

    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    bodies = {
        number: f"<worksheet {main}><sheetData>"
        + "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        + "</sheetData></worksheet>"
        for number, rows in enumerate(sheets.values(), 1)
    }
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in bodies
    )
    links += f'<Relationship Id="rIds" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    book = f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>' for n in bodies
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{book}</Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": body for n, body in bodies.items()},
        "xl/sharedStrings.xml": f"<sst {main}>"
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
        + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return path
