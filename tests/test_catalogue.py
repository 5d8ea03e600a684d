"""Every file has one reader, none, or an error; look-alikes and damaged files never raise anything else."""

import gzip
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError, Finding
from lae.readers import catalogue
from lae.readers.base import Head, SourceRow, head_of
from lae.readers.catalogue import PUBLISHERS, Publisher, claimants, identify, newest, read

PEAKS = "fes,scenario,gsp,2021,2022\nFES22,CT,COWL_1,1,2\nFES22,CT,,1,2\n"


def test_each_publisher_is_described_once():
    names = [publisher.name for publisher in PUBLISHERS]
    assert len(set(names)) == len(names)
    assert all(publisher.what and publisher.layer for publisher in PUBLISHERS)


def test_a_file_is_known_by_what_it_holds_whatever_its_name(tmp_path):
    (tmp_path / "holiday.txt").write_text(PEAKS)
    found = identify(tmp_path / "holiday.txt")
    assert isinstance(found, Publisher)
    assert found.name == "fes_peaks"
    publisher, reading = read(tmp_path / "holiday.txt", SourceRow())
    assert publisher == found
    assert (reading.count.read, reading.count.kept) == (2, 1)


def test_a_file_nobody_knows_is_said_with_what_it_looks_like(tmp_path):
    for name, data, looks in (
        ("a.csv", b"who,what\n1,2\n", 'begins with "who,what"'),
        ("a.json", b'{"a": 1}', "is JSON"),
        ("a.bin", bytes(range(256)), "is not text"),
    ):
        (tmp_path / name).write_bytes(data)
        found = identify(tmp_path / name)
        assert isinstance(found, Finding)
        assert (found.severity, found.rule) == ("warning", "unknown_file")
        assert looks in found.message
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("inside.txt", "x")
    assert "holds inside.txt" in identify(tmp_path / "a.zip").message
    with pytest.raises(FaultsError, match="no reader knows"):
        read(tmp_path / "a.csv", SourceRow())


def test_a_gzipped_file_is_known_by_what_is_inside_and_a_damaged_one_is_not(tmp_path):
    path, packed = tmp_path / "peaks.csv.gz", gzip.compress(PEAKS.encode())
    path.write_bytes(packed)
    assert read(path, SourceRow())[1].count.kept == 1
    assert head_of(path).text() == PEAKS
    for damaged in (packed[:3], packed[:12] + b"\xff\xff\xff" + packed[15:], packed[:10]):
        path.write_bytes(damaged)
        assert head_of(path).start == damaged
        assert identify(path).rule == "unknown_file"


def test_the_head_of_a_gzip_bomb_is_bounded(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"a" * 50_000_000))
    assert head_of(path).start == b"a" * 65_536


RING = [[-1.3, 51.7], [-1.2, 51.7], [-1.2, 51.8], [-1.3, 51.7]]


def layer(**properties):
    """GeoJSON of one triangle near Oxford."""
    shape = {"type": "Polygon", "coordinates": [RING]}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, indent=1)


RDF = '<?xml version="1.0"?>\n<rdf:RDF xmlns:cim="http://iec.ch/TC57/CIM100#"'


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"type": "FeatureCollection", "features": [ \n ]}', "empty_layer"),
        (layer(lad="Ash"), "no_codes"),
        (layer(pub="Ash"), "unknown_file"),
        ("Count,Field name - highlighted terms defined,Definitions for Assessment\n1,A,b\n", "column_dictionary"),
        ('{"nodes": [{"attribute_name": "a", "xsd_node_name": "b"}]}', "column_dictionary"),
        (f'{RDF} xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">', "cim_profile"),
        ("PREFIX sh: <http://www.w3.org/ns/shacl#>\nPREFIX a: <http://ofgem.gov.uk/ns/CIM/LTDS/>", "cim_profile"),
        ("@prefix cim: <http://iec.ch/TC57/CIM100#> .\n<#a> a cim:Substation .", "not_yet_read"),
    ],
)
def test_a_file_of_a_known_kind_that_is_not_read_is_told_what_it_is(tmp_path, text, rule):
    (tmp_path / "a.dat").write_text(text)
    found = identify(tmp_path / "a.dat")
    assert (found.rule, found.table) == (rule, "a.dat")
    assert found.severity in ("note", "warning")
    assert found.message.endswith(".")
    assert found.fix


def test_two_claimants_are_an_error(tmp_path, monkeypatch):
    twin = Publisher("twin", "scenarios", "a twin", lambda _: True, PUBLISHERS[0].read)
    monkeypatch.setattr(catalogue, "PUBLISHERS", (*PUBLISHERS, twin))
    (tmp_path / "a.csv").write_text(PEAKS)
    found = identify(tmp_path / "a.csv")
    assert (found.severity, found.rule) == ("error", "two_readers")
    assert "FES peaks by GSP group, a twin" in found.message


def test_what_the_guard_refuses_is_not_looked_at(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
        made.writestr("../x", "x")
    (tmp_path / "study").mkdir()
    (tmp_path / "peaks.csv").write_text(PEAKS)
    (tmp_path / "study" / "link.csv").symlink_to(tmp_path / "peaks.csv")
    assert identify(tmp_path / "a.xlsx").rule == "traversal"
    assert identify(tmp_path / "study" / "link.csv", root=tmp_path / "study").rule == "link_outside"
    assert identify(tmp_path / "absent.csv").rule == "missing_file"


def test_the_newest_edition_wins_and_the_older_one_is_said(tmp_path):
    ssen, npg = (publisher for publisher in PUBLISHERS if publisher.name in ("ssen", "npg"))
    paths = [tmp_path / f"{number}.csv" for number in range(6)]
    editions = ["2025-09", "2026-03", "2026-03", "", "2019", "2020"]
    kept, findings = newest(zip(paths, [ssen, ssen, ssen, ssen, npg, npg], editions, strict=True))
    assert kept == paths[1:]
    assert [(each.table, each.rule) for each in findings] == [("0.csv", "older_edition")]
    assert "of 2026-03" in findings[0].message
    assert newest([]) == ([], [])


def test_an_operators_file_needs_its_edition(shared_data):
    path = shared_data / "grid/ssen_headroom_dashboard_oxfordshire.csv"
    with pytest.raises(FaultsError, match="which edition"):
        read(path, SourceRow("ssen_headroom_2026_03"))
    publisher, reading = read(path, SourceRow("ssen_headroom_2026_03", "2026-03", "CC BY 4.0"))
    assert (publisher.name, reading.count.read, reading.count.kept) == ("ssen", 86, 86)


def test_a_building_block_needs_its_published_name(tmp_path):
    path = tmp_path / "renamed.csv"
    path.write_text("GSP,2021,2022\nCOWL_1,1,2\n")
    with pytest.raises(FaultsError, match="only the name of such a file says"):
        read(path, SourceRow())
    good = path.rename(tmp_path / "CT-building-block-Lct_BB001.csv")
    assert len(read(good, SourceRow())[1].tables["gsp_blocks"]) == 2


def test_maps_of_neso_are_told_from_other_maps(tmp_path):
    def whose(**properties):
        (tmp_path / "a.geojson").write_text(layer(**properties))
        return [publisher.name for publisher in claimants(tmp_path / "a.geojson")]

    assert whose(ID=1, Name="_H", LongName="SSE") == ["neso_areas"]
    assert whose(GSP="COWL_1;ECLA_H") == ["fes_regions"]
    assert "neso_areas" not in whose(Name="Cowley", LongName="Cowley town")


def test_no_real_file_has_two_readers(shared_data):
    twice = {}
    for path in sorted(path for path in shared_data.rglob("*") if path.is_file()):
        if len(found := claimants(path)) > 1:
            twice[path.name] = [publisher.name for publisher in found]
    assert twice == {}


def test_every_real_file_has_a_reader_or_a_finding_of_its_own(shared_data):
    said = {}
    for path in sorted(path for path in shared_data.rglob("*") if path.is_file() and path.suffix != ".md"):
        if isinstance(found := identify(path), Finding):
            said.setdefault(found.rule, []).append(path.name)
    assert {rule: len(names) for rule, names in said.items()} == {
        "column_dictionary": 6, "cim_profile": 12, "empty_layer": 2, "no_codes": 1, "unknown_file": 2,
    }  # fmt: skip
    # A table of this project's own, and the half of a raster's projection that GDAL does not read.
    assert sorted(said["unknown_file"]) == ["UK_residential_population_2011_1_km.prj", "gsp_district_overlap.csv"]


heads = st.builds(
    Head,
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.text(max_size=20), max_size=3).map(tuple),
    st.binary(max_size=200),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(heads)
def test_recognising_never_raises(head):
    for publisher in PUBLISHERS:
        assert publisher.recognise(head) in (True, False)
