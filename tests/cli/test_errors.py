import pytest

AT = "113.65,34.75"
WRONG = {
    "swapped coordinates": (("nearest", "--at", "34.75,113.65"), "swapped"),
    "no coordinates": (("nearest", "--at", "here"), "113.65,34.75"),
    "one coordinate": (("nearest", "--at", "113.65"), "113.65,34.75"),
    "a coordinate that is no number": (("nearest", "--at", "nan,34.75"), "finite"),
    "an unknown kind": (("nearest", "--at", AT, "--kind", "reststation"), "did you mean rest_station"),
    "an unknown datum": (("nearest", "--at", AT, "--datum", "gcj2"), "did you mean gcj02"),
    "an unknown format": (("nearest", "--at", AT, "--format", "xml"), "table, json, geojson"),
    "a kind that has no points": (("nearest", "--at", AT, "--kind", "bus_route"), "bus_route"),
    "none asked for": (("nearest", "--at", AT, "-k", "0"), "1"),
    "an option left out": (("nearest",), "--at"),
    "an unknown command": (("neares",), "neares"),
    "an unknown option": (("nearest", "--at", AT, "--radius", "5"), "--radius"),
    "a radius of nothing": (("coverage", "--radius-m", "0"), "more than 0"),
    "a negative radius": (("coverage", "--radius-m", "-5"), "more than 0"),
    "a radius that is no number": (("coverage", "--radius-m", "far"), "far"),
    "a radius across the world": (("coverage", "--radius-m", "1e9"), "100000"),
    "an unknown level": (("coverage", "--by", "town"), "county, city, province"),
    "an unknown form": (("export", "pdf", "--out", "x"), "html, geojson, csv"),
    "an unknown city": (("export", "csv", "--city", "郑洲", "--out", "x"), "adcode"),
    "an unknown adcode": (("export", "csv", "--city", "999999", "--out", "x"), "adcode"),
    "an unknown kind of export": (("export", "csv", "--kind", "bus", "--out", "x"), "bus_stop"),
    "an unknown language": (("export", "html", "--lang", "fr", "--out", "x"), "zh, en"),
    "missing seeds": (("data", "build", "--seeds", "no such folder", "--out", "x"), "no such folder"),
    "a port that is none": (("app", "--port", "99999"), "65535"),
}


def is_one_sentence(answer):
    return answer.code == 2 and answer.out == "" and len(answer.err.splitlines()) == 1 and "Traceback" not in answer.err


@pytest.mark.parametrize("what", WRONG)
def test_an_error_is_one_sentence_with_the_remedy_and_exit_code_2(run, tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    args, said = WRONG[what]
    answer = run(*args)
    assert is_one_sentence(answer), answer
    assert said in answer.err
    assert "should not have happened" not in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["missing/sites.csv", "folder"])
def test_a_file_that_cannot_be_written_is_named_as_it_was_given(run, tmp_path, where):
    (tmp_path / "folder").mkdir()
    out = tmp_path / where
    answer = run("export", "csv", "--out", str(out))
    assert is_one_sentence(answer), answer
    assert f"{out}: " in answer.err


def test_a_folder_without_layers_is_named_with_what_to_do(run, tmp_path, geo_dir):
    geo_dir(tmp_path)
    answer = run("nearest", "--at", AT)
    assert is_one_sentence(answer), answer
    assert str(tmp_path) in answer.err
    assert "data build" in answer.err


def test_a_fault_of_ours_is_one_sentence_too(run, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("unionmap.workflows.load.load", broken)
    answer = run("nearest", "--at", AT)
    assert is_one_sentence(answer), answer
    assert "UNIONMAP_DEBUG" in answer.err


def test_a_fault_of_ours_is_shown_whole_to_who_asks_for_it(run, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr("unionmap.workflows.load.load", broken)
    monkeypatch.setenv("UNIONMAP_DEBUG", "1")
    with pytest.raises(RuntimeError, match="a fault"):
        run("nearest", "--at", AT)


def test_a_process_of_its_own_answers_an_error_the_same_way(shell):
    answer = shell("nearest", "--at", "34.75,113.65")
    assert is_one_sentence(answer), answer
    assert "swapped" in answer.err
