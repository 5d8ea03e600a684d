import pytest

from lae.evidence import exchange
from lae.evidence.exchange import MARK, NotOursError, check_out, exchanged, recover


def fill(out, text):
    with exchanged(out) as fresh:
        (fresh / MARK).write_text("{}")
        (fresh / "a.txt").write_text(text)


@pytest.mark.parametrize("one_step", [True, False])
def test_the_folder_is_replaced_whole(tmp_path, monkeypatch, one_step):
    if not one_step:
        monkeypatch.setattr(exchange, "_exchange", lambda *_: False)
    out = tmp_path / "maps" / "county"
    fill(out, "first")
    (out / "stale.txt").write_text("old")
    fill(out, "second")
    assert sorted(path.name for path in out.iterdir()) == ["a.txt", MARK]
    assert (out / "a.txt").read_text() == "second"
    assert [path.name for path in out.parent.iterdir()] == ["county"]


def test_a_run_that_fails_leaves_the_former_output(tmp_path):
    out = tmp_path / "county"
    fill(out, "first")

    def half_way():
        with exchanged(out) as fresh:
            (fresh / "a.txt").write_text("half")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_way()
    assert (out / "a.txt").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_a_folder_that_is_not_ours_is_refused_untouched(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotOursError, match="did not make"):
        fill(tmp_path, "x")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_file_or_a_link_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for path in (file, link):
        with pytest.raises(NotOursError):
            check_out(path)


def test_a_run_killed_between_two_renames_is_put_right(tmp_path):
    aside = tmp_path / ".county.lae-old"
    aside.mkdir()
    (aside / "a.txt").write_text("former")
    recover(tmp_path / "county")
    assert (tmp_path / "county" / "a.txt").read_text() == "former"
    aside.mkdir()
    recover(tmp_path / "county")
    assert not aside.exists()
