"""Energy certificates: every generation and shape of the files, with real headers on invented rows, and real files."""

import gzip
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.buildings.contract import Certificates, DisplayCertificates, NonDomesticCertificates, Recommendations
from lae.findings import FaultsError
from lae.readers import epc
from lae.readers.base import SourceRow, head_of
from lae.readers.epc_homes import digests, first_rows
from lae.tables import check

SOURCE = SourceRow("epc", "", "OGL v3.0; addresses excluded")
HOME = {
    "certificate_number": "0000-0000-0000-0000-0001",
    "address1": "1 Nonesuch Lane",
    "address2": "Toytown",
    "address3": "",
    "postcode": "OX1 1AA",
    "local_authority": "E07000178",
    "built_form": "Semi-Detached",
    "construction_age_band": "England and Wales: 1930-1949",
    "current_energy_efficiency": "58",
    "current_energy_rating": "D",
    "energy_consumption_current": "310",
    "inspection_date": "2021-02-20",
    "lodgement_date": "2021-02-22",
    "main_fuel": "mains gas (not community)",
    "mainheat_description": "Boiler and radiators, mains gas",
    "mains_gas_flag": "Y",
    "photo_supply": "0.0",
    "potential_energy_efficiency": "81",
    "potential_energy_rating": "B",
    "property_type": "House",
    "roof_description": "Pitched, 100 mm loft insulation",
    "tenure": "Owner-occupied",
    "total_floor_area": "85.3",
    "transaction_type": "marketed sale",
    "walls_description": "Cavity wall, as built, no insulation (assumed)",
    "windows_description": "Fully double glazed",
    "country": "England",
    "uprn": "100120000001",
    "uprn_source": "Energy Assessor",
}
NEW = list(HOME)
"""The columns a plan uses, spelt as the service of 2026 spells them."""


@pytest.fixture
def write(tmp_path):
    def _write(rows, *, name="certificates.csv", header=NEW, encoding="utf-8"):
        frame = pd.DataFrame([{column: row.get(column, "") for column in header} for row in rows], columns=header)
        path = tmp_path / name
        path.write_bytes(frame.to_csv(index=False, lineterminator="\n").encode(encoding))
        return path

    return _write


def homes(*changes, **same):
    """Certificates like HOME, numbered on, each with its changes."""
    numbered = ({"certificate_number": f"0000-0000-0000-0000-{number:04d}"} for number in range(1, len(changes) + 1))
    return [HOME | number | same | change for number, change in zip(numbered, changes, strict=True)]


def certificates(path, **options):
    assert epc.recognise(head_of(path))
    reading = epc.read(path, SOURCE, **options)
    count = reading.count
    assert count.read == count.kept + sum(count.dropped.values())
    table = reading.tables["certificates"]
    assert check(table, Certificates, "certificates") == []
    return table, reading


def rules(caught):
    return {finding.rule for finding in caught.value.findings}


# homes


def test_a_certificate_of_the_new_service_becomes_classes_and_figures(write):
    table, reading = certificates(write([HOME]))
    row = table.iloc[0]
    assert (reading.count.read, reading.count.kept) == (1, 1)
    assert row["certificate_id"] == "0000-0000-0000-0000-0001"
    assert (row["uprn"], row["uprn_basis"], row["postcode"]) == ("100120000001", "assessor", "OX1 1AA")
    assert (row["district_code"], row["lsoa_code"]) == ("E07000178", "")
    assert (row["lodgement_date"], row["inspection_date"], row["vintage"]) == ("2021-02-22", "2021-02-20", "2021-02")
    assert (row["property_type"], row["built_form"], row["age_band"]) == ("house", "semi_detached", "C")
    assert (row["tenure"], row["occasion"]) == ("owner_occupied", "sale")
    assert (row["floor_area_m2"], row["sap_points"], row["potential_sap_points"]) == (85.3, 58, 81)
    assert (row["epc_band"], row["potential_band"]) == ("D", "B")
    assert (row["main_fuel"], row["heating"], row["mains_gas"]) == ("gas", "boiler", "yes")
    assert (row["wall"], row["wall_insulation"]) == ("cavity", "none")
    assert (row["roof"], row["roof_insulation"], row["loft_insulation_mm"]) == ("pitched", "insulated", 100)
    assert (row["glazing"], row["panes"], row["photovoltaics"]) == ("full", "double", "no")
    assert (row["source_id"], row["source_row"], row["home_row"]) == ("epc", 1, 1)
    assert np.isnan(row["carbon_tco2"])


def test_no_line_of_an_address_is_in_any_table(write):
    table, _ = certificates(write([HOME]))
    assert not table.astype("str").apply(lambda column: column.str.contains("Nonesuch|Toytown")).to_numpy().any()


def test_the_old_service_and_its_api_spell_the_same_columns_otherwise(write):
    old = {**HOME, "lmk_key": "123456789012345", "building_reference_number": "987"}
    header = ["lmk_key", *NEW[1:], "building_reference_number"]
    expected, _ = certificates(write([old], header=header))
    for spelt in (lambda name: name.upper(), lambda name: name.replace("_", "-")):
        path = write([{spelt(name): value for name, value in old.items()}], header=[spelt(name) for name in header])
        found, reading = certificates(path)
        pd.testing.assert_frame_equal(found, expected)
        note = next(finding for finding in reading.findings if finding.rule == "generation")
        assert "closed in May 2026" in note.message
        assert "unproven" in note.message
    assert list(expected["certificate_id"]) == ["123456789012345"]


def test_the_department_s_sample_writes_dates_the_british_way_ratings_small_and_uprns_with_a_prefix(write):
    row = {
        "lodgement_date": "22/02/2021",
        "inspection_date": "04/05/2020",
        "current_energy_rating": "d",
        "uprn": "UPRN-000123456789",
    }
    table, _ = certificates(write(homes(row, {"uprn": "UPRN-000000000000"})))
    assert list(table["lodgement_date"]) == ["2021-02-22", "2021-02-22"]
    assert list(table["inspection_date"]) == ["2020-05-04", "2021-02-20"]
    assert list(table["epc_band"]) == ["D", "D"]
    assert list(table["uprn"]) == ["123456789", ""]


def test_a_column_that_stands_twice_is_filled_from_its_second(write):
    path = write(homes({}, {}))
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join(
            [
                lines[0] + ",WALLS_DESCRIPTION",
                lines[1].replace('"Cavity wall, as built, no insulation (assumed)"', "") + ",Solid brick",
                lines[2] + ",Cob",
            ]
        )
    )
    table, _ = certificates(path)
    assert list(table["wall"]) == ["solid_brick", "cavity"]


def test_what_cannot_be_is_left_blank_and_counted(write):
    rows = homes(
        {"total_floor_area": "0", "uprn": "seven"},
        {"total_floor_area": "8530", "postcode": "OXFORD"},
        {"current_energy_efficiency": "n/k", "current_energy_rating": "C", "inspection_date": "31/31/2021"},
        {"energy_consumption_current": "1e999", "total_floor_area": "1,000"},
        {"construction_age_band": "NO DATA!", "tenure": "INVALID!", "built_form": "Not Recorded", "uprn": ""},
    )
    table, reading = certificates(write(rows))
    assert dict(reading.count.repaired) == {
        "UPRN is none, left blank": 1,
        "postcode is none, left blank": 1,
        "inspection date is none, left blank": 1,
        "floor area outside 15 to 1,000, left blank": 2,
        "SAP score is no number, left blank": 1,
        "energy is no number, left blank": 1,
    }
    assert table["floor_area_m2"].isna().tolist() == [True, True, False, False, False]
    assert table["floor_area_m2"].iloc[3] == 1_000
    assert list(table["epc_band"]) == ["D", "D", "C", "D", "D"]
    last = table.iloc[4]
    assert (last["age_band"], last["tenure"], last["built_form"], last["uprn"]) == ("", "", "", "")
    assert not [finding for finding in reading.findings if finding.rule == "words"]


def test_the_band_follows_the_score_and_a_change_is_counted(write):
    rows = homes(
        *({"current_energy_efficiency": score, "current_energy_rating": "A"} for score in ("20", "21", "91", "92"))
    )
    table, reading = certificates(write(rows))
    assert list(table["epc_band"]) == ["G", "F", "B", "A"]
    assert reading.count.repaired["epc band set by its score"] == 3


def test_words_not_known_are_blank_counted_and_shown(write):
    rows = homes({"walls_description": "Wattle"}, {"walls_description": "Wattle"}, {})
    table, reading = certificates(write(rows))
    assert list(table["wall"]) == ["", "", "cavity"]
    assert reading.count.repaired["walls in words not known here, left blank"] == 2
    finding = next(finding for finding in reading.findings if finding.rule == "words")
    assert 'known here, left blank: "wattle"' in finding.message


def test_words_not_known_are_shown_in_the_order_they_are_met(write):
    _, reading = certificates(write(homes(*({"walls_description": words} for words in ("Zinc", "", "Adobe", "Zinc")))))
    finding = next(finding for finding in reading.findings if finding.rule == "words")
    assert finding.message == '3 cells hold words not known here, left blank: "zinc", "adobe".'


def test_words_of_a_row_that_is_left_out_are_neither_counted_nor_shown(write):
    rows = homes({}, {"walls_description": "Wattle", "local_authority": "nowhere", "lodgement_date": "soon"})
    table, reading = certificates(write(rows))
    assert list(table["source_row"]) == [1]
    assert dict(reading.count.dropped) == {"no date of lodgement": 1}
    assert not reading.count.repaired
    assert "words" not in {finding.rule for finding in reading.findings}


def test_heat_from_a_network_is_told_by_the_fuel_where_the_description_is_silent(write):
    rows = homes(
        {"mainheat_description": "", "main_fuel": "mains gas (community)"},
        {"mainheat_description": "", "main_fuel": "mains gas (not community)"},
    )
    table, _ = certificates(write(rows))
    assert table[["main_fuel", "heating"]].to_numpy().tolist() == [["gas", "heat_network"], ["gas", ""]]


def test_rows_are_dropped_each_for_one_plain_reason(write):
    rows = homes(
        {},
        {"certificate_number": " "},
        {"lodgement_date": "soon"},
        {"lodgement_date": "1921-02-22"},
        {"certificate_number": "0000-0000-0000-0000-0001"},
        {},
    )
    path = write(rows)
    lines = path.read_text().splitlines()
    lines[6] += ",one more"
    path.write_text("\n".join(lines) + "\n")
    table, reading = certificates(path)
    assert reading.count.read == 6
    assert list(table["source_row"]) == [1]
    assert dict(reading.count.dropped) == {
        "more cells than the header": 1,
        "no certificate number": 1,
        "no date of lodgement": 2,
        "the same certificate again": 1,
    }


def test_only_the_districts_asked_for_and_rows_that_state_none_are_kept(write):
    rows = homes({}, {"local_authority": "E07000008"}, {"local_authority": ""})
    table, reading = certificates(write(rows), districts=["E07000178"])
    assert list(table["source_row"]) == [1, 3]
    assert dict(reading.count.dropped) == {"outside the districts asked for": 1}


def test_certificates_of_one_home_share_a_home_row(write):
    rows = homes(
        {"uprn": "7"},
        {"uprn": ""},
        {"uprn": "7", "address1": "Elsewhere"},
        {"uprn": "", "address1": "1, NONESUCH LANE"},
        {"uprn": "", "address1": "2 Nonesuch Lane"},
        {"uprn": "", "address1": "2 Nonesuch Lane"},
        {"uprn": "", "address1": "", "address2": ""},
        {"uprn": "", "address1": "", "address2": ""},
    )
    table, _ = certificates(write(rows))
    assert list(table["home_row"]) == [1, 1, 1, 1, 5, 5, 7, 8]


def test_an_address_that_two_homes_share_joins_neither():
    zero = np.zeros(4, dtype=np.uint64)
    found = first_rows(
        np.array([1, 2, 0, 0]), zero, np.array([5, 5, 5, 6], dtype=np.uint64), np.arange(1, 5, dtype=np.int64)
    )
    assert found.tolist() == [1, 2, 3, 4]


def test_the_old_building_number_goes_before_the_address():
    found = first_rows(
        np.array([1, 2, 0, 0, 0], dtype=np.int64),
        np.array([8, 9, 9, 7, 7], dtype=np.uint64),
        np.array([5, 6, 0, 5, 6], dtype=np.uint64),
        np.arange(1, 6, dtype=np.int64),
    )
    assert found.tolist() == [1, 2, 2, 1, 2]


lines = st.text(st.characters(exclude_characters="\0@", exclude_categories=["Cs"]), max_size=4) | st.sampled_from(
    ["", " ", ",", "1 High St", "1, HIGH ST", "1 High", " st", "Stra\u00dfe", "STRASSE", "\u00e9", "\u00c9"]
)


@given(addresses=st.lists(st.tuples(lines, lines, lines), max_size=8))
def test_addresses_share_a_digest_where_they_differ_in_case_blanks_and_commas_only(addresses):
    def bare(text):
        return text.upper().replace(" ", "").replace(",", "")

    one, other, place = (pd.Series([row[part] for row in addresses], dtype="object") for part in range(3))
    found = digests([one, other], place, rows=len(addresses))
    keys = [(bare(row[0] + row[1]), bare(row[2])) for row in addresses]
    assert len(found) == len(keys)
    for digest, key in zip(found, keys, strict=True):
        assert (digest == 0) == (key[0] == "")
        assert [digest == again for again in found if key[0]] == [key == again for again in keys if key[0]]


def test_a_file_that_ends_within_a_row_loses_that_row_and_says_so(write):
    path = write(homes({}, {}))
    text = path.read_text()
    path.write_text(text[: text.rindex("Fully double")])
    table, reading = certificates(path)
    assert list(table["source_row"]) == [1]
    assert dict(reading.count.dropped) == {"the file ends within the row": 1}
    assert "cut_off" in {finding.rule for finding in reading.findings}


def test_older_encodings_other_separators_and_gzip_read_alike(write, tmp_path):
    rows = [HOME | {"walls_description": "Average thermal transmittance 0.21 W/m²K"}]
    expected, _ = certificates(write(rows))
    assert expected["wall_u_w_per_m2k"].iloc[0] == 0.21
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        found = epc.read(write(rows, encoding=encoding), SOURCE)
        pd.testing.assert_frame_equal(found.tables["certificates"], expected)
    packed = tmp_path / "certificates.csv.gz"
    packed.write_bytes(gzip.compress(write(rows).read_bytes()))
    pd.testing.assert_frame_equal(epc.read(packed, SOURCE).tables["certificates"], expected)
    semicolons = write(rows)
    semicolons.write_text(pd.read_csv(semicolons, dtype="str").to_csv(sep=";", index=False))
    pd.testing.assert_frame_equal(epc.read(semicolons, SOURCE).tables["certificates"], expected)


def test_many_blocks_read_like_one(write, monkeypatch):
    rows = homes(*({"uprn": str(number % 40 + 1), "total_floor_area": str(20 + number)} for number in range(200)))
    path = write(rows)
    expected, _ = certificates(path)
    monkeypatch.setattr("lae.readers.epc_file._BLOCK_ROWS", 7)
    monkeypatch.setattr("lae.readers.epc_file._PIECE", 11)
    found, _ = certificates(path)
    pd.testing.assert_frame_equal(found, expected)


# archives


@pytest.fixture
def archive(write, tmp_path):
    def _archive(members):
        path = tmp_path / "download.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in members.items():
                packed.writestr(name, text)
        return path

    return _archive


ADVICE = (
    "certificate_number,improvement_item,improvement_id,improvement_summary_text,"
    "improvement_descr_text,indicative_cost\n"
)


def test_an_archive_gives_certificates_and_recommendations_of_all_its_years(write, archive):
    first, second = (write(homes({}, certificate_number=number)).read_text() for number in "AB")
    path = archive(
        {
            "certificates-2021.csv": first,
            "certificates-2022.csv": second,
            "recommendations-2021.csv": ADVICE + "A,1,5,Increase loft insulation to 270 mm,,£100 - £350\n",
            "recommendations-2022.csv": ADVICE + "Z,1,,Cavity wall insulation,,\n",
            "LICENCE.txt": "terms",
        }
    )
    table, reading = certificates(path)
    assert table[["certificate_id", "source_row", "home_row"]].to_numpy().tolist() == [["A", 1, 1], ["B", 2, 1]]
    advice = reading.tables["recommendations"]
    assert check(advice, Recommendations, "recommendations") == []
    assert list(advice["improvement"]) == ["loft", "cavity_wall"]
    assert list(advice["source_row"]) == [1, 2]
    assert set(advice["vintage"]) == {"2021-02"}
    assert reading.count.kept == 4
    orphan = next(finding for finding in reading.findings if finding.rule == "no_certificate")
    assert orphan.ids == ("Z",)


def test_folders_of_other_districts_are_not_unpacked(write, archive):
    ours, theirs = write([HOME]).read_text(), "not even a table"
    path = archive(
        {"domestic-E07000178-Oxford/certificates.csv": ours, "domestic-E07000008-Cambridge/certificates.csv": theirs}
    )
    table, reading = certificates(path, districts=["E07000178"])
    assert len(table) == 1
    assert "1 tables of districts outside the study" in next(
        finding.message for finding in reading.findings if finding.rule == "elsewhere"
    )
    with pytest.raises(FaultsError) as caught:
        epc.read(path, SOURCE, districts=["E07000999"])
    assert rules(caught) == {"nothing_left"}


# recommendations, other buildings, JSON


def test_recommendations_are_told_by_number_and_else_by_words(write, tmp_path):
    path = tmp_path / "recommendations.csv"
    path.write_text(
        ADVICE
        + 'A,1,6,,,"£500 - £1,500"\n'
        + 'A,2,,Replace single glazed windows with low-E double glazed windows,,"£3,300 - £6,500"\n'
        + "A,3,999,,Solar photovoltaic panels 2.5 kWp,8000\n"
        + "A,4,,Something new,,about a lot\n"
        + "A,4,,Something new,,\n"
        + ",5,,x,,\n"
        + "A,many,,x,,\n"
    )
    assert epc.recognise(head_of(path))
    reading = epc.read(path, SOURCE)
    table = reading.tables["recommendations"]
    assert check(table, Recommendations, "recommendations") == []
    assert list(table["improvement"]) == ["cavity_wall", "glazing", "photovoltaics", "other"]
    assert list(table["improvement_code"]) == ["6", "", "999", ""]
    assert table["cost_low_gbp"].fillna(-1).tolist() == [500, 3_300, 8_000, -1]
    assert table["cost_high_gbp"].fillna(-1).tolist() == [1_500, 6_500, 8_000, -1]
    assert dict(reading.count.dropped) == {
        "recommendation: no certificate number": 1,
        "recommendation: no item number": 1,
        "recommendation: the same item again": 1,
    }


def test_recommendations_for_other_buildings_are_refused_by_name(tmp_path):
    path = tmp_path / "recommendations.csv"
    path.write_text(
        "certificate_number,payback_type,recommendation_item,recommendation_code,recommendation,co2_impact\n"
    )
    assert epc.recognise(head_of(path))
    with pytest.raises(FaultsError) as caught:
        epc.read(path, SOURCE)
    assert rules(caught) == {"not_used"}


def test_the_api_s_rows_read_like_the_table(write, tmp_path):
    expected, _ = certificates(write([HOME]))
    rows = [{name.replace("_", "-"): value for name, value in HOME.items()}]
    rows[0] |= {"current-energy-efficiency": 58, "photo-supply": None, "total-floor-area": 85.3}
    path = tmp_path / "search.json"
    for document in ({"column-names": list(rows[0]), "rows": rows}, rows, {"data": rows}):
        path.write_text(json.dumps(document))
        found, _ = certificates(path)
        columns = [name for name in expected.columns if name != "photovoltaics"]
        pd.testing.assert_frame_equal(found[columns], expected[columns])
        assert list(found["photovoltaics"]) == [""]


def test_records_of_another_kind_in_a_document_are_counted_out(tmp_path):
    path = tmp_path / "records.json"
    path.write_text(json.dumps([{name.replace("_", "-"): value for name, value in HOME.items()}, {"a": 1}, 7]))
    table, reading = certificates(path)
    assert len(table) == 1
    assert dict(reading.count.dropped) == {"no certificate of a kind read here": 2}


def test_a_missing_column_is_named(write):
    path = write([HOME], header=[name for name in NEW if name not in ("postcode", "total_floor_area")])
    with pytest.raises(FaultsError) as caught:
        epc.read(path, SOURCE)
    assert {finding.column for finding in caught.value.findings} == {"postcode", "totalfloorarea"}


def test_columns_a_plan_can_do_without_are_blank_and_named(write):
    table, reading = certificates(write([HOME], header=[name for name in NEW if name != "walls_description"]))
    assert list(table["wall"]) == [""]
    note = next(finding for finding in reading.findings if finding.rule == "no_column")
    assert "wall," in note.message


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("area_code,area_name,indicator,period,measure,unit,value\n", False),
        ("certificate_number,something\n", False),
        ("uprn,postcode,current_energy_efficiency,property_type\n", False),
        ("LMK_KEY,ASSET_RATING\n", True),
        ('{"type": "FeatureCollection", "features": []}', False),
        ('{"assessment_id": "1", "date_of_assessment": "2020-01-01"}', True),
        ('{"nodes": [{"attribute_name": "construction_age_band"}]}', False),
        ("", False),
    ],
)
def test_a_file_is_known_by_what_it_holds(tmp_path, text, claimed):
    path = tmp_path / "file"
    path.write_text(text)
    assert epc.recognise(head_of(path)) is claimed


# the publishers' own files


def test_cambridge_s_display_certificates_are_read_whole(shared_data):
    path = shared_data / "epc" / "dec_cambridge" / "certificates.csv"
    assert epc.recognise(head_of(path))
    reading = epc.read(path, SOURCE)
    table = reading.tables["display_certificates"]
    assert check(table, DisplayCertificates, "display_certificates") == []
    assert (reading.count.read, reading.count.kept, dict(reading.count.repaired)) == (2_236, 2_236, {})
    assert int(table["uprn"].eq("").sum()) == 633
    assert set(table["district_code"]) == {"E07000008"}
    assert table["building_row"].nunique() < 600
    assert table["main_fuel"].value_counts().to_dict()["gas"] == 1_988
    assert int(table["heat_kwh_per_m2"].isna().sum()) == 76
    assert (table["postcode"] != "").all()
    assert [finding.rule for finding in reading.findings] == ["dates"]


def test_the_department_s_samples_are_read_whole(shared_data):
    folder = shared_data / "epc" / "mhclg_fixtures"
    kept = {}
    for path in sorted(folder.iterdir()):
        assert epc.recognise(head_of(path)), path.name
        reading = epc.read(path, SOURCE)
        assert not reading.count.dropped
        kept[path.name] = {name: len(table) for name, table in reading.tables.items()}
    assert kept == {
        "commercial.csv": {"non_domestic_certificates": 2},
        "commercial.json": {"non_domestic_certificates": 1},
        "dec.csv": {"display_certificates": 2},
        "domestic.csv": {"certificates": 2},
        "domestic_rr.csv": {"recommendations": 5},
        "rdsap.json": {"certificates": 1, "recommendations": 3},
        "sap.json": {"certificates": 1, "recommendations": 2},
    }


def test_the_same_home_reads_alike_from_the_sample_table_and_its_record(shared_data):
    folder = shared_data / "epc" / "mhclg_fixtures"
    table, record = (
        epc.read(folder / name, SOURCE).tables["certificates"].iloc[0] for name in ("domestic.csv", "rdsap.json")
    )
    differing = {name for name in table.index if table[name] != record[name] and not pd.isna(table[name])}
    assert differing == {"postcode", "lodgement_date", "vintage", "tariff", "solar_water"}
    assert (table["wall"], table["loft_insulation_mm"], table["heating"]) == ("solid_brick", 25, "boiler")


def test_the_sample_business_record_keeps_its_figures(shared_data):
    table = epc.read(shared_data / "epc" / "mhclg_fixtures" / "commercial.json", SOURCE).tables[
        "non_domestic_certificates"
    ]
    assert check(table, NonDomesticCertificates, "non_domestic_certificates") == []
    row = table.iloc[0]
    assert (row["floor_area_m2"], row["asset_rating"], row["asset_band"]) == (403, 80, "D")
    assert (row["primary_energy_kwh_per_m2"], row["emissions_kgco2_per_m2"]) == (413.22, 67.09)
    assert (row["main_fuel"], row["servicing"], row["occasion"]) == ("gas", "air_conditioned", "sale")


def test_no_other_real_file_is_taken_for_certificates(shared_data):
    ours = {path for path in (shared_data / "epc").rglob("*") if "dictionaries" not in path.parts}
    files = [path for path in sorted(shared_data.rglob("*")) if path.is_file() and path not in ours]
    assert [path.name for path in files if epc.recognise(head_of(path))] == []
