import pytest


@pytest.mark.parametrize(("name", "start"), [("page.docx", b"PK"), ("page.pdf", b"%PDF-")])
def test_a_report_takes_its_form_from_the_name_of_the_file(run, tmp_path, name, start):
    out = tmp_path / name
    answer = run("report", "--city", "济源市", "--kind", "education_base", "--lang", "en", "--out", str(out))
    assert (answer.code, answer.out) == (0, "")
    assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "x.doc"], "unknown format 'doc'"),
        (["--out", "x.pdf", "--length", "long"], "unknown length 'long'"),
        (["--out", "x.pdf", "--city", "nowhere"], "nowhere"),
        (["--out", "."], "takes the name of a file"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_a_sentence(run, monkeypatch, tmp_path, options, words):
    monkeypatch.chdir(tmp_path)
    answer = run("report", *options)
    assert answer.code == 2
    assert words in answer.err
    assert list(tmp_path.iterdir()) == []
