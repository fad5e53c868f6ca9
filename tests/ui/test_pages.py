import pytest

from unionmap import export
from unionmap.text import LANGUAGES, catalogue, say
from unionmap.ui import PAGES, state

KEYS = [page.key for page in PAGES]


def address(at):
    return {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_page_draws_in_both_languages_and_takes_no_file(open_page, key, lang):
    at = open_page(key, lang=lang)
    assert not at.exception
    assert not at.error
    assert [title.value for title in at.title] == [say(f"{key}.title", lang)]
    assert set(at.query_params) <= set(state.KEYS)
    assert address(at).get("lang", "zh") == lang
    for widget in ("file_uploader", "camera_input", "data_editor", "chat_input"):
        assert not at.get(widget)


@pytest.mark.parametrize("key", KEYS)
def test_values_of_the_address_that_are_not_known_are_ignored_with_a_notice(open_page, key):
    unknown = {
        "city": "999999",
        "county": "x",
        "kind": "rest_station,x",
        "need": "x",
        "radius": "7",
        "by": "x",
        "line": "x",
        "open": "1999-01-01T12:00",
    }
    used = {
        "find": ["need"], "browse": ["city", "kind", "need", "open"], "routes": ["line"], "coverage": ["radius", "by"],
        "embed": ["city", "kind", "need", "open"], "data": [],
    }[key]  # fmt: skip
    at = open_page(key, **unknown)
    assert not at.exception
    assert not at.error
    said = [info.value for info in at.info]
    for name in used:
        assert [text for text in said if f"{name}=" in text], (name, said)
        assert address(at).get(name) != unknown[name]


def test_a_language_that_there_is_not_is_ignored(open_page):
    at = open_page("data", lang="fr")
    assert [title.value for title in at.title] == [say("data.title", "zh")]
    assert "lang" not in at.query_params


def test_a_notice_shows_what_stood_in_the_address_as_it_was(open_page):
    at = open_page("browse", city="![](http://evil.example/x.png)")
    [said] = [info.value for info in at.info if "city=" in info.value]
    assert "![](" not in said
    assert state.plain("![](http://evil.example/x.png)") in said


def test_the_whole_app_opens_on_the_first_page_in_chinese(open_app):
    at = open_app()
    assert not at.exception
    assert [title.value for title in at.title] == [say(f"{PAGES[0].key}.title", "zh")]
    assert address(at) == {}


def test_the_switch_of_language_is_remembered_in_the_address(open_app):
    at = open_app()
    at.button(key="to_en").click().run()
    assert [title.value for title in at.title] == [say("find.title", "en")]
    assert address(at) == {"lang": "en"}
    at.button(key="to_zh").click().run()
    assert [title.value for title in at.title] == [say("find.title", "zh")]
    assert address(at) == {}


def test_an_old_link_in_english_opens_in_english(open_app):
    at = open_app(lang="en")
    assert [title.value for title in at.title] == [say("find.title", "en")]


@pytest.mark.parametrize("key", KEYS)
def test_a_folder_without_data_gives_one_sentence_and_no_traceback(open_page, geo_dir, tmp_path, key):
    geo_dir(tmp_path)
    at = open_page(key)
    assert not at.exception
    assert len(at.error) == 1
    [sentence] = [error.value for error in at.error]
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert "UNIONMAP" in sentence or "unionmap data build" in sentence


def test_an_address_that_leaves_the_app_leads_to_the_page_that_it_names():
    assert [export.address(page.key, {}, base="") for page in PAGES] == [f"/{page.url_path}" for page in PAGES]


def test_pages_have_an_address_a_title_and_an_icon_of_their_own():
    assert len({page.url_path for page in PAGES}) == len(PAGES)
    assert len({page.icon for page in PAGES}) == len(PAGES)
    assert all(f"{page.key}.title" in catalogue() for page in PAGES)
