"""Energy certificates against damage and malice: bounded, counted, and no error but the tool's own."""

import json
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.buildings.contract import (
    Certificates,
    DisplayCertificates,
    NonDomesticCertificates,
    Recommendations,
)
from lae.findings import FaultsError
from lae.readers import epc
from lae.readers.base import SourceRow, head_of
from lae.tables import check

SOURCE = SourceRow("epc", "2026-09", "OGL")
CONTRACTS = {
    "certificates": Certificates,
    "recommendations": Recommendations,
    "display_certificates": DisplayCertificates,
    "non_domestic_certificates": NonDomesticCertificates,
}
HOMES = (
    "certificate_number,address1,postcode,local_authority,construction_age_band,current_energy_efficiency,"
    "current_energy_rating,inspection_date,lodgement_date,main_fuel,mainheat_description,photo_supply,property_type,"
    "roof_description,total_floor_area,walls_description,windows_description,uprn\n"
    '0001,"1, High St",OX1 1AA,E07000178,1930-1949,58,D,2021-02-20,2021-02-22,mains gas,"Boiler, mains gas",0,House,'
    '"Pitched, 100 mm loft insulation",85.3,"Cavity wall, filled cavity",Fully double glazed,100120000001\n'
    "0002,2 High St,OX1 1AB,E07000178,1750,12,G,2021-02-20,2021-02-22,oil,Storage heaters,,Flat,Flat,40,Cob,Single,\n"
    "0003,2 High St,OX1 1AB,E07000178,INVALID!,,G,22/02/2021,22/02/2022,,,N/A,Flat,,1e5,,,UPRN-000000000012\n"
)
DISPLAY = (
    "LMK_KEY,POSTCODE,CURRENT_OPERATIONAL_RATING,OPERATIONAL_RATING_BAND,LODGEMENT_DATE,TOTAL_FLOOR_AREA,"
    "MAIN_HEATING_FUEL,MAIN_BENCHMARK,PROPERTY_TYPE,ANNUAL_THERMAL_FUEL_USAGE,ANNUAL_ELECTRICAL_FUEL_USAGE,UPRN\n"
    "1,CB1 1PT,87.0,D,2019-10-10,2964,Natural Gas,General Office,General Office,222,66,200004211405\n"
    "2,CB1 1PT,200,G,2019-10-10,1,Oil,,Offices,0,,\n"
)
BUSINESS = (
    "certificate_number,postcode,asset_rating,asset_rating_band,property_type,lodgement_date,floor_area,"
    "main_heating_fuel,primary_energy_value,uprn\n"
    "6,SW10 0AA,84,D,A1/A2 Retail,2021-03-19,951,Grid Supplied Electricity,451.27,\n"
    "7,SW10 0AA,-5,A+,B1 Offices,2021-03-19,951,Natural Gas,,7\n"
)
ADVICE = (
    "certificate_number,improvement_item,improvement_id,improvement_summary_text,improvement_descr_text,"
    'indicative_cost\nA,1,5,Loft,,"£100 - £350"\nA,2,,Draught proofing,,2000\n'
)
RECORD = {
    "assessment_id": "1",
    "address": {"address_id": "UPRN-000000000007", "postcode": "OX1 1AA", "address_line1": "1 High St"},
    "date_of_registration": "2020-05-04",
    "date_of_assessment": "2020-05-04",
    "type_of_assessment": "RdSAP",
    "property_type": {"description": "House", "value": "0"},
    "main_fuel_type": "26",
    "main_heating_descriptions": ["Boiler, mains gas"],
    "current_energy_efficiency_rating": 50,
    "property_summary": [{"name": "wall", "description": "Cavity wall, filled cavity"}],
    "recommended_improvements": [{"sequence": 1, "improvement_code": "5", "indicative_cost": "£100"}],
    "total_floor_area": 55.0,
}
SEEDS = [text.encode() for text in (HOMES, DISPLAY, BUSINESS, ADVICE, json.dumps(RECORD), json.dumps([RECORD] * 3))]


def reads_or_refuses(path):
    """What the reader makes of the file: a reading that adds up and keeps its contracts, or None for a refusal."""
    epc.recognise(head_of(path))
    try:
        reading = epc.read(path, SOURCE)
    except FaultsError:
        return None
    count = reading.count
    assert count.read == count.kept + sum(count.dropped.values())
    assert count.kept == sum(len(table) for table in reading.tables.values())
    for name, table in reading.tables.items():
        assert check(table, CONTRACTS[name], name) == []
    return reading


def mutated(seed, chance):
    """The bytes with one to four accidents: flipped, cut, doubled, swapped, or spiked with something awkward."""
    data = bytearray(seed)
    spikes = [
        b"\0",
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\xff\xfe",
        b"\xe2\x80",
        b"1e999",
        b"NaN",
        b"inf",
        b"-",
        b"[" * 80,
        b"{",
    ]
    spikes += [
        b"9" * 400,
        b"\xef\xbb\xbf",
        b"'=cmd()",
        b"<script>",
        b'""',
        b"null",
        b"\x1a",
        b"0x1F",
        b"1_000",
        b"\xc2\xb2",
    ]
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            data[place:place] = chance.choice(spikes)
        elif kind == 1 and data:
            data[place % len(data)] = chance.randrange(256)
        elif kind == 2:
            del data[place : place + chance.randint(1, 40)]
        elif kind == 3:
            data[place:place] = data[place : place + chance.randint(1, 60)]
        elif kind == 4:
            del data[place:]
        else:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def test_mutations_raise_nothing_but_a_refusal(tmp_path):
    chance = random.Random(20_264)  # noqa: S311 - the same mutations every time
    path = tmp_path / "file"
    read = 0
    for number in range(200):
        path.write_bytes(mutated(SEEDS[number % len(SEEDS)], chance))
        read += reads_or_refuses(path) is not None
    assert read > 30


def test_mutated_archives_raise_nothing_but_a_refusal(tmp_path):
    chance = random.Random(7)  # noqa: S311 - the same mutations every time
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("certificates.csv", HOMES)
        packed.writestr("recommendations.csv", ADVICE)
    path, data = tmp_path / "file.zip", whole.read_bytes()
    refused = 0
    for _ in range(60):
        path.write_bytes(mutated(data, chance))
        head_of(path)
        refused += reads_or_refuses(path) is None
    assert refused > 0


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e308",
            "NaN",
            "True",
            "2021-02-22",
            "OX1 1AA",
            "E07000178",
            "House",
            "=1+1",
            '"',
            "a,b",
            "x\ny",
            "²",
        ]
    ),
    st.floats(allow_nan=True).map(str),
    st.integers().map(str),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=18, max_size=18), min_size=1, max_size=6), whole=st.booleans())
def test_whatever_stands_in_the_cells_every_row_is_kept_or_dropped(tmp_path, rows, whole):
    header = HOMES.partition("\n")[0]
    lines = [",".join('"' + cell.replace('"', '""').replace("\0", "") + '"' for cell in row) for row in rows]
    path = tmp_path / "cells.csv"
    body = "\n".join([header, *lines]) + ("\n" + HOMES.split("\n")[1] if whole else "")
    path.write_bytes(body.encode("utf-8", "replace"))
    reading = reads_or_refuses(path)
    assert reading is not None or not whole
    if reading is not None:
        assert reading.count.read == len(rows) + whole


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(sorted(RECORD)), values, max_size=4), wrap=st.integers(0, 2))
def test_a_record_may_hold_any_type_anywhere(tmp_path, changes, wrap):
    record = RECORD | changes
    document = [record, [record, RECORD], {"rows": [record]}][wrap]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(document))
    reads_or_refuses(path)


def refused(path):
    with pytest.raises(FaultsError) as caught:
        epc.read(path, SOURCE)
    return {finding.rule for finding in caught.value.findings}


def test_a_quoted_cell_that_never_ends_is_refused_before_memory_is_spent(tmp_path, monkeypatch):
    path = tmp_path / "open.csv"
    path.write_text(HOMES + '0004,"' + "x\n" * 100)
    assert refused(path) == {"not_csv"}
    monkeypatch.setattr("lae.readers.guard.limits.LONGEST_LINE", 5_000)
    monkeypatch.setattr("lae.readers.epc_file._PIECE", 1_000)
    path.write_text(HOMES + '0004,"' + "x\n" * 10_000)
    with pytest.raises(FaultsError) as caught:
        epc.read(path, SOURCE)
    assert "goes on for more than" in caught.value.findings[0].message


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"\n\n", "header"),
        (b"certificate_number,x\n\0", "encoding"),
        (b"a,b\n1,2\n", "unknown_table"),
        (HOMES.partition("\n")[0].encode(), "nothing_left"),
        (b"{", "not_json"),
        (b"[]", "nothing_left"),
        (b'{"rows": [1, 2]}', "nothing_left"),
        (("[" * 100_000).encode(), "too_deep"),
        (b'"' + b"x" * 100, "not_csv"),
        ("certificate_number,x".encode("utf-16")[:-1], "encoding"),
    ],
)
def test_what_is_no_certificate_is_refused(tmp_path, data, rule):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert rule in refused(path)


def test_a_missing_file_is_refused(tmp_path):
    assert refused(tmp_path / "gone.csv") == {"missing_file"}


def test_an_archive_without_certificates_is_refused(tmp_path):
    path = tmp_path / "empty.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("schema.json", "{}")
    assert refused(path) == {"nothing_left"}
    assert not epc.recognise(head_of(path))


def test_a_member_that_leads_out_of_the_archive_is_refused(tmp_path):
    path = tmp_path / "trap.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../certificates.csv", HOMES)
    assert refused(path) == {"traversal"}


def test_markup_and_formulas_in_cells_do_no_harm(tmp_path):
    path = tmp_path / "script.csv"
    path.write_text(DISPLAY.replace("General Office", "<script>alert(1)</script>").replace("1,CB1", "=1+1,CB1", 1))
    table = epc.read(path, SOURCE).tables["display_certificates"]
    assert table["certificate_id"].iloc[0] == "=1+1"
    assert table["use"].iloc[0] == "<script>alert(1)</script>"
