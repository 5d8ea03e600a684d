"""Every file has one reader, none, or an error; look-alikes and damaged files never raise anything else."""

import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError, Finding
from lae.readers import catalogue
from lae.readers.base import Head, SourceRow
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
    def layer(**properties):
        shape = {"type": "Polygon", "coordinates": [[[-1.3, 51.7], [-1.2, 51.7], [-1.2, 51.8], [-1.3, 51.7]]]}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}, indent=1))
        return [publisher.name for publisher in claimants(tmp_path / "a.geojson")]

    assert layer(ID=1, Name="_H", LongName="SSE") == ["neso_areas"]
    assert layer(GSP="COWL_1;ECLA_H") == ["fes_regions"]
    assert "neso_areas" not in layer(Name="Cowley", LongName="Cowley town")


def test_no_real_file_has_two_readers(shared_data):
    twice = {}
    for path in sorted(path for path in shared_data.rglob("*") if path.is_file()):
        if len(found := claimants(path)) > 1:
            twice[path.name] = [publisher.name for publisher in found]
    assert twice == {}


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
