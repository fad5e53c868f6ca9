from unionmap.workflows.check import summary


def test_building_from_the_seeds_gives_the_shipped_layers_to_the_byte(run, repo, tmp_path):
    answer = run("data", "build", "--seeds", str(repo / "seeds"), "--out", str(tmp_path))
    assert (answer.code, answer.out) == (0, "")
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in (repo / "data" / "geo").iterdir() if path.is_file()}
    assert built == shipped


def test_checking_prints_a_line_a_kind_with_what_it_holds(run, sites):
    answer = run("data", "check")
    assert (answer.code, answer.err) == (0, "")
    head, *rows = [line.split("\t") for line in answer.out.splitlines()]
    expected = summary(sites).reset_index()
    assert head == list(expected.columns)
    assert rows == [[str(cell) or "—" for cell in row] for row in expected.itertuples(index=False, name=None)]


def test_a_damaged_layer_is_named(run, repo, tmp_path, geo_dir):
    (tmp_path / "rest_station.parquet").write_bytes(b"PAR1 not really")
    (tmp_path / "catalogue.json").write_bytes((repo / "data" / "geo" / "catalogue.json").read_bytes())
    geo_dir(tmp_path)
    answer = run("data", "check")
    assert answer.code == 2
    assert "rest_station.parquet is damaged" in answer.err
    assert len(answer.err.splitlines()) == 1
