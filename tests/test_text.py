import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import crs, facilities, kinds, schema, text
from unionmap.errors import UnknownNameError

SOURCE = Path(text.__file__).parents[1]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
ANY = "[a-z0-9_.]+"


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def blanks_of_the_browser(phrase: str) -> list[str]:
    return sorted(re.findall(r"\{\{(\w+)\}\}", phrase))


def pattern(node: ast.expr) -> str | None:
    """Write what a literal or f-string may say as a regular expression; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values)
    return None


def choices(node: ast.expr) -> list[ast.expr]:
    return [*choices(node.body), *choices(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def said() -> list[tuple[str, str]]:
    """List where a phrase is said, and which."""
    found = []
    for path, tree in TREES.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            keys = [pattern(choice) for choice in choices(call.args[0])] if name == "say" else []
            found += [(f"{path.relative_to(SOURCE)}:{call.lineno}", key) for key in keys if key is not None]
    return found


def mentioned() -> list[str]:
    """List every literal in the sources that could be a phrase's key, with at least its room spelt out."""
    nodes = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.expr)]
    patterns = {found for node in nodes if (found := pattern(node)) is not None}
    return [found for found in patterns if re.match(r"[a-z_]+\\\.", found)]


@pytest.mark.parametrize("key", list(text.catalogue()))
def test_every_phrase_is_there_in_both_languages_with_the_same_blanks(key):
    words = text.catalogue()[key]
    assert words.zh.strip()
    assert words.en.strip()
    assert blanks(words.zh) == blanks(words.en)
    assert blanks_of_the_browser(words.zh) == blanks_of_the_browser(words.en)
    assert all(name.isidentifier() for name in blanks(words.zh))


def test_every_phrase_that_is_said_exists():
    catalogue = list(text.catalogue())
    assert len(said()) > 2
    assert [spot for spot in said() if not any(re.fullmatch(spot[1], key) for key in catalogue)] == []


def test_every_phrase_is_said_somewhere():
    patterns = mentioned()
    assert [key for key in text.catalogue() if not any(re.fullmatch(found, key) for found in patterns)] == []


@given(
    key=st.sampled_from([key for key, words in text.catalogue().items() if blanks(words.zh)]),
    lang=st.sampled_from(list(text.LANGUAGES)),
    value=st.text(max_size=12) | st.sampled_from(["{n}", "{{7*7}}", "{% x %}", "${alert(1)}", "</script>"]),
)
def test_what_fills_a_blank_is_inserted_as_it_is(key, lang, value):
    phrase = text.catalogue()[key].get(lang)
    spoken = text.say(key, lang, **dict.fromkeys(blanks(phrase), value))
    assert spoken.count(value) >= 1
    assert len(spoken) >= len(value)


def test_a_count_is_said_with_its_noun_in_the_right_number():
    said = [text.say("account.changed_more", "en", count=count) for count in (0, 1, 2, 12_000)]
    assert [line.split(" and ")[1] for line in said] == [
        *("0 more changes", "1 more change", "2 more changes", "12,000 more changes")
    ]


IMPORTING = ("rows", "account", "import", "lists", "intake", "hint", "unknown")
NOUNS = "rows?|lines?|cells?|columns?|sheets?|sites?|pairs?|signs?|seconds?|characters?|changes?"


def test_no_english_sentence_of_the_importer_puts_a_plural_behind_a_one_or_lists_as_the_chinese_do():
    said = {key: words.en for key, words in text.catalogue().items() if key.split(".")[0] in IMPORTING}
    assert [
        key for key, phrase in said.items() if re.search(rf"\{{(?!limit|lines)\w+\}} (?:more )?(?:{NOUNS})\b", phrase)
    ] == []
    assert [key for key, phrase in said.items() if re.search("[、；，：（）。]", phrase)] == []


def test_an_unknown_phrase_or_language_is_refused():
    with pytest.raises(UnknownNameError, match=r"did you mean unit\.metres"):
        text.say("unit.metre", n=3)
    with pytest.raises(UnknownNameError, match=r"unknown language 'fr'.*zh, en"):
        text.say("unit.metres", "fr", n=3)


@pytest.mark.parametrize(
    "registry",
    [kinds.KINDS, facilities.FACILITIES, schema.PRECISIONS, crs.DATUMS],
    ids=["kinds", "facilities", "precisions", "datums"],
)
def test_every_label_of_a_registry_can_be_read_in_every_language(registry):
    for entry in registry.values():
        assert all(entry.label.get(lang) for lang in text.LANGUAGES)


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (0, "0 米", "0 m"),
        (86.4, "86 米", "86 m"),
        (999.4, "999 米", "999 m"),
        (999.7, "1.0 公里", "1.0 km"),
        (1000, "1.0 公里", "1.0 km"),
        (1234, "1.2 公里", "1.2 km"),
        (9_940, "9.9 公里", "9.9 km"),
        (9_970, "10 公里", "10 km"),
        (15_400, "15 公里", "15 km"),
    ],
)
def test_a_distance_is_written_the_way_people_say_it(metres, zh, en):
    assert (text.distance(metres, "zh"), text.distance(metres, "en")) == (zh, en)


@pytest.mark.parametrize(("offset", "zh"), list(enumerate(["北", "东北", "东", "东南", "南", "西南", "西", "西北"])))
@given(turn=st.floats(-22.4, 22.4), rounds=st.integers(-2, 2))
def test_a_bearing_is_named_after_the_nearest_eighth_of_the_compass(offset, zh, turn, rounds):
    assert text.direction(45 * offset + turn + 360 * rounds, "zh") == zh
