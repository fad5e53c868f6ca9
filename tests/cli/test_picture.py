import pytest


def test_a_picture_takes_its_form_from_the_name_of_the_file(run, tmp_path):
    out = tmp_path / "zhengzhou.svg"
    answer = run("picture", "--area", "郑州", "--size", "square", "--approval", "豫S(2026)001号", "--out", str(out))
    assert (answer.code, answer.out) == (0, "")
    assert out.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "x.gif"], "unknown format 'gif'"),
        (["--out", "x.png", "--size", "a5"], "unknown size 'a5'"),
        (["--out", "x.png", "--area", "nowhere"], "nowhere"),
        (["--out", "."], "takes the name of a file"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(run, monkeypatch, tmp_path, options, words):
    monkeypatch.chdir(tmp_path)
    answer = run("picture", *options)
    assert answer.code == 2
    assert words in answer.err
    assert list(tmp_path.iterdir()) == []
