"""Fetching against a server that speaks the real protocols and misbehaves: paging, refusals, cut bodies, loops."""

import hashlib
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from lae import cli_fetch
from lae.cli import app
from lae.fetch import arcgis, portals, record
from lae.fetch.download import Known, download
from lae.fetch.faults import FetchError
from lae.fetch.fetching import Visit, fetch_all, study_box
from lae.fetch.layers import BY_HAND, LAYERS, Layer
from lae.fetch.web import Patience, Web
from lae.files import read_table
from lae.sources import Sources
from lae.tables import empty
from stubs import cut, ranged, reply, serving
from toytown import copy_of_toytown

BOX = (440_000.0, 200_000.0, 460_000.0, 230_000.0)
BODY = b"name,mva\n" + b"".join(b"site %d,%d\n" % (number, number) for number in range(5_000))
SHA = hashlib.sha256(BODY).hexdigest()
BIG = 10_000_000


@pytest.fixture
def stub():
    with serving() as server:
        yield server


@pytest.fixture
def web():
    with Web("test", Patience(attempts=3, first_pause_s=0.001, timeout_s=5)) as client:
        yield client


def rule_of(act):
    with pytest.raises(FetchError) as caught:
        act()
    assert caught.value.message.endswith(".")
    return caught.value.rule


# One file.


def test_a_file_arrives_whole_with_its_hash_and_version_and_nothing_else_is_left(stub, web, tmp_path):
    url = stub.on("/file", ranged(BODY, etag='"v1"'))
    got = download(web, url, tmp_path / "a.csv", most_bytes=BIG)
    assert (got.sha256, got.etag, got.size_bytes, got.unchanged) == (SHA, '"v1"', len(BODY), False)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert stub.asked[0].headers["user-agent"].startswith("lae/test")


def test_a_server_killed_in_mid_body_is_continued_from_the_same_byte(stub, web, tmp_path):
    url = stub.on("/file", cut(BODY, after=20_000, etag='"v1"'), ranged(BODY, etag='"v1"'))
    got = download(web, url, tmp_path / "a.csv", most_bytes=BIG)
    assert got.sha256 == SHA
    assert int(stub.asked[1].headers["range"].removeprefix("bytes=").rstrip("-")) > 0
    assert stub.asked[1].headers["if-range"] == '"v1"'


def test_what_came_before_a_failure_is_kept_for_the_next_command(stub, web, tmp_path):
    url = stub.on("/file", cut(BODY, after=9_000, etag='"v1"'))
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG)) == "unreachable"
    assert not (tmp_path / "a.csv").exists()
    kept = (tmp_path / ".a.csv.part").stat().st_size
    assert kept > 0
    stub.on("/file", ranged(BODY, etag='"v1"'))
    assert download(web, url, tmp_path / "a.csv", most_bytes=BIG).sha256 == SHA
    assert stub.asked[-1].headers["range"] == f"bytes={kept}-"


def test_a_file_that_changed_in_between_starts_again(stub, web, tmp_path):
    url = stub.on("/file", cut(b"x" * len(BODY), after=9_000, etag='"old"'), ranged(BODY, etag='"new"'))
    got = download(web, url, tmp_path / "a.csv", most_bytes=BIG)
    assert (got.sha256, got.etag) == (SHA, '"new"')


def test_a_whole_part_that_was_never_put_in_place_is_fetched_afresh(stub, web, tmp_path):
    url = stub.on("/file", ranged(BODY, etag='"v1"'))
    (tmp_path / ".a.csv.part").write_bytes(BODY)
    (tmp_path / ".a.csv.part.json").write_text(json.dumps({"url": url, "etag": '"v1"'}))
    assert download(web, url, tmp_path / "a.csv", most_bytes=BIG).sha256 == SHA


def test_a_weak_version_is_never_continued(stub, web, tmp_path):
    url = stub.on("/file", cut(BODY, after=9_000, etag='W/"v1"'), ranged(BODY, etag='W/"v1"'))
    assert download(web, url, tmp_path / "a.csv", most_bytes=BIG).sha256 == SHA
    assert all("range" not in request.headers for request in stub.asked)


def test_nothing_is_sent_again_when_nothing_changed_unless_our_copy_was_touched(stub, web, tmp_path):
    url, path = stub.on("/file", ranged(BODY, etag='"v1"')), tmp_path / "a.csv"
    download(web, url, path, most_bytes=BIG)
    assert download(web, url, path, most_bytes=BIG, known=Known('"v1"', SHA)).unchanged
    path.write_bytes(b"touched")
    assert not download(web, url, path, most_bytes=BIG, known=Known('"v1"', SHA)).unchanged
    assert path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (reply(b"no", 403), "no_access"),
        (reply(b"no", 401), "no_access"),
        (reply(b"no", 404), "gone"),
        (reply(b"no", 418), "refused"),
        (reply(b"no", 503), "busy"),
        (reply(b"no", 429, Retry_After="3600"), "busy"),
        (reply(b"<html>sign in</html>", Content_Type="text/html; charset=utf-8"), "not_data"),
    ],
)
def test_a_refusal_leaves_the_old_file_and_says_why(stub, web, tmp_path, answer, rule):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    url = stub.on("/file", answer)
    assert rule_of(lambda: download(web, url, path, most_bytes=BIG)) == rule
    assert path.read_bytes() == b"old"


def test_being_asked_to_slow_down_is_obeyed_and_then_goes_through(stub, web, tmp_path):
    url = stub.on("/file", reply(b"", 429, Retry_After="0"), reply(b"", 503), ranged(BODY, etag='"v1"'))
    assert download(web, url, tmp_path / "a.csv", most_bytes=BIG).sha256 == SHA
    assert stub.times("/file") == 3


def test_a_refusal_that_waiting_cannot_mend_is_asked_once(stub, web, tmp_path):
    url = stub.on("/file", reply(b"", 403))
    rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG))
    assert stub.times("/file") == 1


def test_a_redirect_loop_ends(stub, web, tmp_path):
    url = stub.on("/loop", reply(b"", 302, Location="/loop"))
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG)) == "redirects"


def test_a_redirect_off_encryption_is_not_followed(stub, web, tmp_path):
    url = stub.on("/away", reply(b"", 302, Location="http://example.invalid/file"))
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG)) == "not_encrypted"


def test_a_key_of_a_services_own_never_follows_a_redirect(stub, web, tmp_path):
    url = stub.on("/keyed", reply(b"", 302, Location="/other"))
    stub.on("/other", ranged(BODY, etag='"v1"'))
    keyed = {"X-API-Key": "secret"}
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG, headers=keyed)) == "refused"
    assert stub.times("/other") == 0


@pytest.mark.parametrize("told", [True, False])
def test_a_file_larger_than_the_layer_should_be_is_not_kept(stub, web, tmp_path, told):
    def endless(handler, _request):
        handler.send_response(200)
        if told:
            handler.send_header("Content-Length", str(len(BODY)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(BODY)
        handler.close_connection = True

    url = stub.on("/file", endless)
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=10_000)) == "too_large"
    assert not (tmp_path / "a.csv").exists()


def test_nobody_there_is_said_plainly(web, tmp_path):
    with serving() as gone:
        url = gone.on("/file")
    assert rule_of(lambda: download(web, url, tmp_path / "a.csv", most_bytes=BIG)) == "unreachable"


# ArcGIS.


def feature(number):
    return {"type": "Feature", "properties": {"OBJECTID": number}, "geometry": None}


def service(stub, number, *, page=2, given=None):
    """A FeatureServer layer of `number` features, `page` at most in an answer."""

    def query(handler, request):
        if request.query.get("returnCountOnly"):
            reply({"count": number})(handler, request)
            return
        start = int(request.query["resultOffset"])
        size = min(int(request.query["resultRecordCount"]), page)
        last = min(start + size, given if given is not None else number)
        reply({"type": "FeatureCollection", "features": [feature(n) for n in range(start, last)]})(handler, request)

    stub.on("/layer/query", query)
    return stub.on("/layer", reply({"maxRecordCount": page, "objectIdField": "OBJECTID"}))


def test_every_page_of_a_layer_makes_one_file_in_order(stub, web, tmp_path):
    path = tmp_path / "a.geojson"
    assert arcgis.fetch_layer(web, service(stub, 5), BOX, path, most_bytes=BIG) == 5
    found = json.loads(path.read_text())["features"]
    assert [each["properties"]["OBJECTID"] for each in found] == list(range(5))
    asked = stub.asked[-1].query
    assert (asked["inSR"], asked["outSR"], asked["orderByFields"]) == ("27700", "4326", "OBJECTID")
    assert asked["geometry"] == "440000,200000,460000,230000"
    assert [path.name for path in tmp_path.iterdir()] == ["a.geojson"]


def test_a_layer_with_nothing_in_the_area_is_an_empty_collection(stub, web, tmp_path):
    path = tmp_path / "a.geojson"
    assert arcgis.fetch_layer(web, service(stub, 0), BOX, path, most_bytes=BIG) == 0
    assert json.loads(path.read_text())["features"] == []


def test_an_error_body_with_http_200_is_no_data(stub, web, tmp_path):
    url = stub.on("/layer", reply({"error": {"code": 400, "message": "Invalid URL <b>"}}))
    path = tmp_path / "a.geojson"
    assert rule_of(lambda: arcgis.fetch_layer(web, url, BOX, path, most_bytes=BIG)) == "service_error"
    assert not path.exists()
    assert stub.times("/layer") == 1


def test_fewer_features_than_counted_are_not_kept(stub, web, tmp_path):
    path = tmp_path / "a.geojson"
    url = service(stub, 5, given=3)
    assert rule_of(lambda: arcgis.fetch_layer(web, url, BOX, path, most_bytes=BIG)) == "incomplete"
    assert list(tmp_path.iterdir()) == []


def test_pages_that_came_are_not_asked_for_again(stub, web, tmp_path):
    url, path = service(stub, 5), tmp_path / "a.geojson"
    whole = stub.answers["/layer/query"][0]

    def breaks(handler, request):
        if request.query.get("resultOffset") == "4":
            reply({"error": {"code": 500, "message": "busy"}})(handler, request)
        else:
            whole(handler, request)

    stub.on("/layer/query", breaks)
    assert rule_of(lambda: arcgis.fetch_layer(web, url, BOX, path, most_bytes=BIG)) == "service_error"
    stub.on("/layer/query", whole)
    before = len(stub.asked)
    assert arcgis.fetch_layer(web, url, BOX, path, most_bytes=BIG) == 5
    offsets = [request.query.get("resultOffset") for request in stub.asked[before:]]
    assert [each for each in offsets if each is not None] == ["4"]


@pytest.mark.parametrize("body", [b"[1, 2", b"[]", b'{"count": "many"}'])
def test_an_answer_of_another_shape_is_refused(stub, web, tmp_path, body):
    url = stub.on("/layer", reply({"maxRecordCount": 2}))
    stub.on("/layer/query", reply(body, Content_Type="application/json"))
    path = tmp_path / "a.geojson"
    assert rule_of(lambda: arcgis.fetch_layer(web, url, BOX, path, most_bytes=BIG)) in {"not_json", "not_arcgis"}


# Portals.


def test_the_newest_file_of_a_ckan_set_is_chosen(stub, web):
    resources = [
        {"name": "Headroom 2025", "url": "https://x/old.csv", "last_modified": "2025-03-01T00:00:00"},
        {"name": "Notes", "url": "https://x/notes.pdf", "last_modified": "2026-09-01T00:00:00"},
        {"name": "Headroom 2026", "url": "https://x/new.csv", "last_modified": "2026-03-02T00:00:00"},
    ]
    stub.on("/package_show", reply({"success": True, "result": {"resources": resources}}))
    found = portals.newest_resource(web, stub.root, "p", r"headroom", headers={})
    assert found == ("https://x/new.csv", "2026-03-02")
    assert rule_of(lambda: portals.newest_resource(web, stub.root, "p", r"\.geojson", headers={})) == "no_resource"
    stub.on("/package_show", reply({"success": False}))
    assert rule_of(lambda: portals.newest_resource(web, stub.root, "p", "x", headers={})) == "not_ckan"


def test_a_header_without_rows_names_the_key(stub, web, tmp_path):
    url = stub.on("/export", reply(b"site,mva\n"))
    with pytest.raises(FetchError, match="header without rows") as caught:
        download(web, url, tmp_path / "a.csv", most_bytes=BIG, accept=portals.holds_rows("LAE_UKPN_KEY"))
    assert "LAE_UKPN_KEY" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_ocpi_pages_become_one_envelope_and_its_own_status_counts(stub, web, tmp_path):
    def locations(handler, request):
        start = int(request.query["offset"])
        rows = [{"id": str(number)} for number in range(start, min(start + 500, 700))]
        reply({"status_code": 1000, "data": rows})(handler, request)

    url, path = stub.on("/locations", locations), tmp_path / "a.json"
    take = {"most_bytes": BIG, "headers": {"Authorization": "Token t"}, "told": lambda _done, _of: None}
    assert portals.fetch_locations(web, url, path, **take) == 700
    assert len(json.loads(path.read_text())["data"]) == 700
    stub.on("/locations", reply({"status_code": 2001, "status_message": "no token"}))
    assert rule_of(lambda: portals.fetch_locations(web, url, tmp_path / "b.json", **take)) == "ocpi_status"


# A study.


def layer(stub, name, path="grid/x.csv", **about):
    return Layer(name, name, "Nobody", "opendatasoft", f"{stub.root}/{name}", path, "CC0", "Invented.", **about)


def visit(web, folder, **keys):
    return Visit(web, folder, BOX, keys, "2026-11-24")


def nothing(_layer):
    return lambda _done, _of: None


def test_one_failed_layer_never_loses_the_others_and_each_is_recorded(stub, web, tmp_path):
    stub.on("/good", ranged(BODY, etag='"v1"'))
    stub.on("/bad", reply(b"", 403))
    layers = [layer(stub, "bad", "grid/bad.csv"), layer(stub, "locked", key_needed=True, key_name="LAE_X_KEY")]
    layers.append(layer(stub, "good", "grid/good.csv"))
    outcomes = fetch_all(layers, visit(web, tmp_path), nothing)
    assert [outcome.status for outcome in outcomes] == ["failed", "no_key", "fetched"]
    assert "LAE_X_KEY" in outcomes[1].fix
    table, findings = read_table(tmp_path / "sources.csv", Sources, table="sources.csv")
    assert findings == []
    row = table.set_index("source_id").loc["good_2026_11"]
    assert (row["sha256"], row["etag"], row["retrieved"], row["licence"]) == (SHA, '"v1"', "2026-11-24", "CC0")
    again = fetch_all([layers[2]], visit(web, tmp_path), nothing)
    assert [outcome.status for outcome in again] == ["unchanged"]


def test_a_key_goes_out_in_the_portals_own_header(stub, web, tmp_path):
    stub.on("/keyed", ranged(BODY, etag='"v1"'))
    keyed = layer(stub, "keyed", key_needed=True, key_name="LAE_X_KEY", key_header=("Authorization", "Apikey {key}"))
    assert fetch_all([keyed], visit(web, tmp_path, LAE_X_KEY="k1"), nothing)[0].status == "fetched"
    assert stub.asked[0].headers["authorization"] == "Apikey k1"
    assert "k1" not in (tmp_path / "sources.csv").read_text()


def test_a_newer_edition_is_a_row_of_its_own_and_the_same_one_replaces_itself():
    spec = LAYERS[0]
    one = record.with_layer(empty(Sources), spec, vintage="2026-03", today="2026-11-24", sha256=SHA, etag='"a"')
    two = record.with_layer(one, spec, vintage="2026-03", today="2026-12-01", sha256=SHA, etag='"b"')
    three = record.with_layer(two, spec, vintage="2026-09", today="2026-12-02", sha256=SHA, etag='"c"')
    assert (len(one), len(two), len(three)) == (1, 1, 2)
    assert record.known(three, spec) == Known('"c"', SHA)
    assert record.known(three, replace(spec, id="ons_lsoa")) == Known()


def test_every_layer_is_encrypted_stays_in_the_data_folder_and_states_its_licence():
    assert len({each.id for each in LAYERS}) == len({each.path for each in LAYERS}) == len(LAYERS)
    for each in LAYERS:
        assert each.address.startswith("https://")
        assert not each.path.startswith("/")
        assert ".." not in each.path
        assert each.licence
        assert each.attribution
        assert each.key_name or not each.key_needed
    assert all(data_set.page.startswith("https://") and data_set.why for data_set in BY_HAND)


def test_the_box_leaves_a_margin():
    assert study_box([10_000, 20_000, 30_000, 40_000]) == (9_000, 19_000, 31_000, 41_000)


def test_the_command_lists_fetches_and_exits_1_when_a_layer_fails(stub, tmp_path, monkeypatch):
    folder, run = copy_of_toytown(tmp_path), CliRunner().invoke
    assert "ssen_headroom" in run(app, ["fetch", "--list"], env={"COLUMNS": "200"}).output
    answer = run(app, ["fetch", str(folder), "--layer", "nowhere"])
    assert (answer.exit_code, "no layer of that name" in answer.output) == (1, True)
    stub.on("/land", ranged(BODY, etag='"v1"'))
    stub.on("/broken", reply(b"", 404))
    good, bad = layer(stub, "land", "land/x.csv"), layer(stub, "broken", "land/y.csv")
    monkeypatch.setattr("lae.fetch.layers.LAYERS", (good, bad))
    answer = run(app, ["fetch", str(folder), "--json"])
    assert answer.exit_code == 1
    assert [row["status"] for row in json.loads(answer.stdout)] == ["fetched", "failed"]
    assert (folder / "data" / "land" / "x.csv").read_bytes() == BODY
    assert run(app, ["fetch", str(folder), "--layer", "land"]).exit_code == 0
    assert cli_fetch.__doc__
