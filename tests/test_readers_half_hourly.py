"""Half-hourly load: a substation's series and a feeder monitor's readings, invented and then real."""

import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.grid.half_hours_contract import HalfHours
from lae.readers import half_hourly
from lae.readers.base import SourceRow, head_of
from lae.readers.catalogue import claimants
from lae.readers.half_hourly import HALF_HOURS
from lae.tables import check

SOURCE = SourceRow("a_source", "2026-03", "a licence")
HEADER = "Date\tTime\tVoltage L1N Avg\tActive Power Total Min\tActive Power Total Avg\tVAR Classic Total Avg"


def series(*values, begin="2026-03-05 12:30:00+0000", **said):
    """NGED's JSON of half-hours one after the other; a value of None is written as null."""
    starts = pd.date_range(begin, periods=len(values), freq="30min")
    data = [
        {"value": value, "startTime": str(start), "endTime": str(start + pd.Timedelta(minutes=30))}
        for value, start in zip(values, starts, strict=True)
    ]
    return {
        "TimeSeriesID": 7,
        "TimeSeriesName": "MUDDLE 33 11kV S STN",
        "TimeSeriesType": "Disaggregated Demand",
        "Units": "MW",
        "SubstationNumber": 900001,
        "SubstationType": "Primary",
        "Latitude": 51.7,
        "Longitude": -1.2,
        "data": data,
        **said,
    }


def monitor(begin, rows, *, seconds=600):
    """A monitor's text: (watts, vars) every so many seconds; None leaves the interval out."""
    times = pd.date_range(begin, periods=len(rows), freq=f"{seconds}s")
    lines = [
        f"{time:%d/%m/%Y\t%H:%M:%S}\t240.1\t0\t{row[0]}\t{row[1]}"
        for time, row in zip(times, rows, strict=True)
        if row is not None
    ]
    return "\r\n".join([HEADER, *lines, ""])


SAMPLES = {
    "half_hours.json": json.dumps(series(1.5, -0.5, None, 2.5)).encode(),
    "half_hours_b.json": json.dumps([series(1.5, 2.5, Units="MVAr"), series(4, SubstationNumber=2)]).encode(),
    "half_hours_monitor.txt": monitor("2019-11-18 12:00", [(40_000, -2_000)] * 7).encode(),
}


@pytest.fixture
def write(tmp_path):
    def written(content, name="h.json"):
        path = tmp_path / name
        path.write_bytes((content if isinstance(content, str) else json.dumps(content)).encode())
        return path

    return written


def read(path):
    reading = half_hourly.read(path, SOURCE)
    table = reading.tables[HALF_HOURS]
    assert check(table, HalfHours, "h") == []
    return table, reading


def rules(reading):
    return [finding.rule for finding in reading.findings]


def refused(path):
    with pytest.raises(FaultsError) as caught:
        half_hourly.read(path, SOURCE)
    return [finding.rule for finding in caught.value.findings]


# A substation's series.


def test_a_series_is_read_in_utc_with_demand_positive(write):
    path = write(series(1.5, -0.5))
    assert [publisher.name for publisher in claimants(path)] == ["half_hours"]
    table, reading = read(path)
    assert table["start"].tolist() == ["2026-03-05T12:30:00Z", "2026-03-05T13:00:00Z"]
    assert table["p_mw"].tolist() == [1.5, -0.5]
    assert table["q_mvar"].isna().all()
    assert table.loc[0, ["site_id", "site", "basis"]].tolist() == [
        "nged:900001/7", "MUDDLE 33 11kV S STN", "generation removed",
    ]  # fmt: skip
    assert (reading.count.read, reading.count.kept, reading.findings) == (2, 2, ())


def test_an_hour_of_summer_time_is_brought_to_utc(write):
    assert read(write(series(1.0, begin="2026-07-01 12:00:00+0100")))[0]["start"].tolist() == ["2026-07-01T11:00:00Z"]


def test_kilowatts_become_megawatts_and_vars_stand_in_their_own_column(write):
    small, reactive = series(1500, Units="kW"), series(0.25, Units="MVAr", TimeSeriesID=8)
    table, _ = read(write([small, reactive]))
    assert table["site_id"].tolist() == ["nged:900001/7", "nged:900001/8"]
    assert table["p_mw"].tolist()[0] == 1.5
    assert table["q_mvar"].tolist()[1] == 0.25
    assert table["p_mw"].isna().tolist() == [False, True]


def test_a_figure_that_is_missing_or_cannot_be_is_blank_and_never_zero(write):
    table, reading = read(write(series(1.0, None, "much", 9_999.0, 2.0)))
    assert table["p_mw"].isna().tolist() == [False, True, True, True, False]
    assert table["samples_count"].tolist() == [1, 0, 0, 0, 1]
    assert reading.count.repaired == {"figures that cannot be right left blank": 2}
    assert rules(reading) == ["figure", "blank_half_hours"]
    assert reading.findings[0].ids == ("reading 3", "reading 4")


def test_half_hours_that_are_not_there_are_counted(write):
    whole = series(1.0, 2.0, 3.0, 4.0)
    table, reading = read(write(whole | {"data": [whole["data"][0], whole["data"][3]]}))
    assert len(table) == 2
    assert "lacks 2 half-hours" in reading.findings[0].message


def test_readings_of_no_half_hour_and_repeated_ones_are_left_out(write):
    whole = series(1.0, 2.0, 3.0, 4.0)
    data = whole["data"]
    data[1]["endTime"] = "2026-03-05 14:00:00+0000"
    data[2]["startTime"] = data[2]["endTime"] = "yesterday"
    data[3] = data[0]
    table, reading = read(write(whole))
    assert len(table) == 1
    assert reading.count.dropped == {"no time": 1, "no half-hour": 1, "the same half-hour again": 1}


def test_a_time_without_its_zone_is_taken_as_utc_with_a_warning(write):
    table, reading = read(write(series(1.0, begin="2026-03-05 12:30:00")))
    assert table["start"].tolist() == ["2026-03-05T12:30:00Z"]
    assert rules(reading) == ["time_zone"]


def test_a_customers_own_meter_is_not_read(write):
    assert refused(write(series(1.0, SubstationType="HV Customer", TimeSeriesType="PV"))) == ["nothing_usable"]
    table, reading = read(write([series(1.0), series(2.0, SubstationType="EHV Customer")]))
    assert table["p_mw"].tolist() == [1.0]
    assert reading.count.dropped == {"one customer's meter": 1}


def test_apparent_power_has_no_sign_and_is_not_taken_for_megawatts(write):
    assert refused(write(series(1.0, Units="MVA"))) == ["nothing_usable"]
    assert refused(write(series())) == ["nothing_usable"]


# A feeder's monitor.


def test_readings_become_means_of_half_hours(write):
    # Every 10 minutes, 3 a half-hour: (30 + 60 + 90) / 3 = 60 kW and (-10 - 20 - 30) / 3 = -20 kW.
    rows = [(30_000, 900), (60_000, 600), (90_000, 300), (-10_000, 0), (-20_000, 0), (-30_000, 0)]
    path = write(monitor("2019-11-18 12:00", rows), "feeder a.txt")
    assert [publisher.name for publisher in claimants(path)] == ["half_hours"]
    table, reading = read(path)
    assert table["start"].tolist() == ["2019-11-18T12:00:00Z", "2019-11-18T12:30:00Z"]
    assert table["p_mw"].tolist() == pytest.approx([0.06, -0.02])
    assert table["q_mvar"].tolist() == pytest.approx([0.0006, 0.0])
    assert table["samples_count"].tolist() == [3, 3]
    assert table.loc[0, ["site_id", "site", "basis"]].tolist() == ["monitor:feeder a", "feeder a", "net"]
    assert (reading.count.read, reading.count.kept) == (6, 6)
    assert rules(reading) == ["time_zone", "named_by_file"]
    assert {finding.severity for finding in reading.findings} == {"note"}


def test_a_half_hour_with_too_few_readings_is_blank(write):
    # Every 3 minutes: 10 make a half-hour, 9 are nine tenths and enough, 8 are not.
    full = [(10_000, 0)] * 10
    rows = [*full, None, *full[:9], None, None, *full[:8], *full]
    table, reading = read(write(monitor("2019-11-18 12:00", rows, seconds=180), "f.txt"))
    assert table["samples_count"].tolist() == [10, 9, 8, 10]
    assert table["p_mw"].isna().tolist() == [False, False, True, False]
    assert reading.count.dropped == {"in a half-hour with too few readings": 8}
    blank = next(finding for finding in reading.findings if finding.rule == "blank_half_hours")
    assert blank.ids == ("2019-11-18 13:00",)


def test_in_summer_an_unstated_time_zone_is_a_warning(write):
    _, reading = read(write(monitor("2019-07-18 12:00", [(1, 0)] * 3), "f.txt"))
    assert reading.findings[0].severity == "warning"
    assert "hour off" in reading.findings[0].message


def test_readings_that_cannot_be_used_are_left_out_by_reason(write):
    text = monitor("2019-11-18 12:00", [(10_000, 0)] * 30, seconds=60)
    lines = text.split("\r\n")
    extra = ["31/02/2019\t12:00:00\t240\t0\t1\t1", "18/11/2019\t12:00:30\t240\t0\tmuch\t1", lines[1], "18/11/2019"]
    table, reading = read(write("\r\n".join([*lines[:-1], *extra, ""]), "f.txt"))
    assert table["p_mw"].tolist() == pytest.approx([0.01])
    assert reading.count.dropped == {
        "a row with the wrong number of cells": 1,
        "no time": 1,
        "no power that can be right": 1,
        "the same time again": 1,
    }


def test_a_file_of_minutes_has_no_half_hour_and_is_refused(write):
    assert refused(write(monitor("2019-11-18 12:10", [(10_000, 0)] * 60, seconds=5), "f.txt")) == ["nothing_usable"]
    assert refused(write(HEADER + "\n", "f.txt")) == ["nothing_usable"]


def test_a_monitor_s_text_in_utf_16_is_read_like_any_other(write, tmp_path):
    path = tmp_path / "f.txt"
    path.write_bytes(monitor("2019-11-18 12:00", [(30_000, 0)] * 3).encode("utf-16"))
    assert read(path)[0]["p_mw"].tolist() == pytest.approx([0.03])


def test_a_monitor_without_reactive_power_leaves_it_blank(write):
    text = monitor("2019-11-18 12:00", [(30_000, 0)] * 3).replace("VAR Classic Total Avg", "Something Else")
    table, _ = read(write(text, "f.txt"))
    assert table["p_mw"].tolist() == pytest.approx([0.03])
    assert table["q_mvar"].isna().all()


@pytest.mark.parametrize("text", ["Date\tTime\tPower\n", '{"TimeSeriesName": 1}', '{"Units": "MW"}', ""])
def test_other_files_are_left_alone(write, text):
    assert not half_hourly.recognise(head_of(write(text, "o.txt")))


JUNK = st.sampled_from([None, 1, -2.5, "x", [], {}, 1e308, True, "2026-03-05 12:30:00+0000", "0001-01-01T00:00:00Z"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"value": JUNK, "startTime": JUNK, "endTime": JUNK}), max_size=5))
def test_whatever_the_records_hold_every_one_is_kept_or_dropped(tmp_path, data):
    path = tmp_path / "any.json"
    sound = series(1.0)
    path.write_text(json.dumps(sound | {"data": sound["data"] + data}))
    table, reading = read(path)
    assert reading.count.read == 1 + len(data)
    assert reading.count.kept == len(table) >= 1


def test_the_real_substation(shared_data):
    table, reading = read(shared_data / "grid/profiles/nged_primary_spilsby_half_hourly.json")
    assert (reading.count.read, reading.count.kept) == (1_000, 1_000)
    assert table["start"].iloc[[0, -1]].tolist() == ["2026-03-05T12:30:00Z", "2026-03-26T08:00:00Z"]
    assert table["p_mw"].iloc[-1] == 2.978
    assert set(table["basis"]) == {"generation removed"}


def test_the_real_feeder(shared_data):
    table, reading = read(shared_data / "grid/profiles/project_leo_lv_feeder_2020_09.txt")
    # 11:45:43 to 14:56:53 every 5 s: 172 + 5 x 360 + 323 readings, 360 a half-hour; 172 and 323 are below nine tenths.
    assert reading.count.read == 2_295
    assert table["samples_count"].tolist() == [172, 360, 360, 360, 360, 360, 323]
    assert table["p_mw"].isna().tolist() == [True, *[False] * 5, True]
    assert reading.count.kept == 1_800
    assert table["p_mw"].max() < 0.09
