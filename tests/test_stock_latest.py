"""Which certificate speaks for a home, and that no home is lost for want of a UPRN."""

import numpy as np
import pandas as pd

from lae.buildings.stock.latest import ELSEWHERE, OLDER, home_of, latest, located
from lae.buildings.stock.targets import Places
from stock_world import LSOAS, contracted, lsoas, postcodes


def lodged(rows: list[tuple[str, str, int, str]], *, source: str = "toy") -> pd.DataFrame:
    """Certificates of (id, UPRN, home_row, date)."""
    return contracted(
        pd.DataFrame(
            {
                "certificate_id": [row[0] for row in rows],
                "uprn": pd.Series([row[1] for row in rows], dtype="str"),
                "home_row": [row[2] for row in rows],
                "lodgement_date": [row[3] for row in rows],
                "source_row": np.arange(2, len(rows) + 2),
                "postcode": "TY1 1AA",
                "source_id": source,
            }
        )
    )


def ids(certificates: pd.DataFrame) -> list[str]:
    return latest(certificates).certificates["certificate_id"].tolist()


def test_the_latest_lodgement_of_a_home_stays():
    rows = [("a", "7", 2, "2012-01-01"), ("b", "7", 2, "2020-01-01"), ("c", "7", 2, "2015-01-01")]
    found = latest(lodged(rows))
    assert found.certificates["certificate_id"].tolist() == ["b"]
    assert found.dropped == {OLDER: 2}


def test_homes_without_a_uprn_all_stay():
    rows = [
        ("a", "", 2, "2012-01-01"),
        ("b", "", 3, "2012-01-01"),
        ("c", "", 4, "2012-01-01"),
        ("d", "9", 5, "2012-01-01"),
    ]
    found = latest(lodged(rows))
    assert len(found.certificates) == 4
    assert (found.without_uprn, dict(found.dropped)) == (3, {})


def test_of_the_same_day_the_greatest_id_stays_whatever_the_order():
    rows = [
        ("b", "7", 2, "2012-01-01"),
        ("c", "7", 2, "2012-01-01"),
        ("a", "7", 2, "2012-01-01"),
        ("z", "8", 5, "2011-01-01"),
    ]
    assert ids(lodged(rows)) == ["c", "z"]
    assert sorted(ids(lodged(rows[::-1]))) == ["c", "z"]


def test_the_reader_s_own_pairs_are_followed_where_one_of_them_lacks_the_uprn():
    rows = [("a", "7", 2, "2012-01-01"), ("b", "", 2, "2020-01-01")]
    assert ids(lodged(rows)) == ["b"]


def test_the_same_uprn_in_two_files_is_one_home_and_row_numbers_of_two_files_are_not():
    one = lodged([("a", "7", 2, "2012-01-01"), ("b", "", 3, "2012-01-01")], source="one")
    two = lodged([("c", "7", 3, "2013-01-01"), ("d", "", 2, "2012-01-01")], source="two")
    both = contracted(pd.concat([one.astype(dict.fromkeys(["source_id"], "str")), two], ignore_index=True))
    assert ids(both) == ["b", "c", "d"]
    assert len(set(home_of(both).tolist())) == 3


def test_homes_outside_the_study_are_counted():
    rows = lodged([("a", "7", 2, "2012-01-01"), ("b", "8", 3, "2012-01-01"), ("c", "9", 4, "2012-01-01")])
    rows["postcode"] = pd.Categorical(["TY1 2AB", "ZZ9 9ZZ", "ZZ9 9ZZ"])
    rows["lsoa_code"] = pd.Categorical(["", "", LSOAS[2]])
    found, lsoa = located(latest(rows), postcodes(), Places.of(lsoas()))
    assert found.certificates["certificate_id"].tolist() == ["a", "c"]
    assert lsoa.tolist() == [1, 2]
    assert found.dropped == {ELSEWHERE: 1}
