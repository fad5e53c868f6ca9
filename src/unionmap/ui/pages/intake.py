"""导入: a clerk's list is read, looked at, compared and, once confirmed, written. Only in an app started to edit."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from unionmap import crs, kinds
from unionmap.errors import FileRefusedError, UnionmapError
from unionmap.intake import ImportResult
from unionmap.intake.columns import FIELDS
from unionmap.text import Words, listed
from unionmap.ui import editing, importing, kept, parts, preview, state, tables, updating
from unionmap.ui.importing import Options, Source
from unionmap.ui.state import words

_MENDABLE = ("file_no_name_column", "file_half_coordinates")
"""Refusals that naming the columns can mend."""


def run() -> None:
    """Draw the page."""
    st.title(words("import.title"))
    if not editing.admit():
        return
    st.caption(words("import.lead"))
    source = _source()
    working = st.empty()
    if source is not None:
        _import(source, working)
    kept.show()


def _source() -> Source | None:
    limit = int(st.get_option("server.maxUploadSize"))
    st.html(_uploader_style())
    given = st.file_uploader(words("import.file", limit=limit), key="uploaded", on_change=_take)
    file = importing.file()
    if file is None:
        return None
    if given is None:  # come back to from another page, where Streamlit forgets what was uploaded
        parts.text("held", words("import.held", file=file.name))
        st.button(words("import.drop"), on_click=importing.drop)
    return Source(file, _options())


def _uploader_style() -> str:
    """Return a style that says in the page's language what Streamlit's uploader says in English only."""
    inside, said = "[data-testid=stFileUploaderDropzone]", words("import.choose_file")
    return f"""<style>
{inside} [data-testid=stFileUploaderDropzoneInstructions] {{ display: none }}
{inside} button p {{ font-size: 0 }}
{inside} button p::after {{ content: "{said}"; font-size: 1rem }}
</style>"""


def _take() -> None:
    given = st.session_state["uploaded"]
    if given is None:
        importing.drop()
    else:
        importing.take(given.name, given.getvalue())


def _options() -> Options:
    lang = state.lang()
    left, middle, right = st.columns(3)
    known = {"": words("import.kind_auto"), **{key: kind.label.get(lang) for key, kind in kinds.KINDS.items()}}
    datums = {"": words("import.datum_auto"), **{key: datum.label.get(lang) for key, datum in crs.DATUMS.items()}}
    with left:
        kind = _select("kind", known, note=words("import.kind_note"))
    with middle:
        datum = _select("datum", datums, note=words("import.datum_note"))
    _seed("sheet")
    hint = words("import.sheet_auto")
    sheet = right.text_input(words("import.sheet"), key="import_sheet", placeholder=hint, max_chars=80).strip()
    st.session_state["import_kept_sheet"] = sheet
    return Options(kind, datum, sheet, st.session_state.get("import_columns", ()))


def _seed(name: str) -> None:
    """Let a choice outlive a visit of another page, after which Streamlit would forget it."""
    if f"import_{name}" not in st.session_state:
        st.session_state[f"import_{name}"] = st.session_state.get(f"import_kept_{name}", "")


def _select(name: str, options: Mapping[str, str], note: str | None = None) -> str:
    _seed(name)
    chosen = st.selectbox(
        words(f"import.{name}"),
        list(options),
        format_func=lambda key: options.get(key, key),
        key=f"import_{name}",
        accept_new_options=name == "datum",
        help=note,
    )
    st.session_state[f"import_kept_{name}"] = chosen or ""
    return str(chosen or "")


def _import(source: Source, working: "st.delta_generator.DeltaGenerator") -> None:
    """Read, draw and compare, each shown as soon as it is done; a rerun takes what is there."""
    tell = _progress(source, working)
    try:
        result = importing.read(source)
    except UnionmapError as error:
        working.empty()
        _refuse(source, error)
        return
    except Exception:  # the last line of defence: Streamlit logs it, and shows users nothing of it
        working.empty()
        st.error(words("import.broken"))
        raise
    _account(result)
    _columns(source, declared=not result.assumed.get("columns"))
    tell("drawing", 0.4)
    preview.show(source, result)
    if result.accepted:
        tell("comparing", 0.7)
        updating.show(source)
    working.empty()


def _progress(source: Source, working: "st.delta_generator.DeltaGenerator") -> Callable[[str, float], None]:
    """Return what says how far the work is, and says nothing if it was done before."""
    if importing.is_ready(source, state.lang()):
        return lambda _step, _share: None

    def tell(step: str, share: float) -> None:
        working.progress(share, words(f"import.{step}"))

    tell("reading", 0.1)
    return tell


def _refuse(source: Source, error: UnionmapError) -> None:
    st.error(f"{words('import.refused_file')} {state.fault(error)}")
    if isinstance(error, FileRefusedError) and error.key in _MENDABLE:
        st.info(words("import.mend"))
        _columns(source, declared=False, expanded=True)


def _account(result: ImportResult) -> None:
    counts = {"rows": result.rows, "accepted": result.accepted, "unlocated": result.unlocated}
    tables.figures(counts | {"refused": len(result.refused)})
    if len(result.refused):
        key = "import.some_refused" if result.accepted else "import.all_refused"
        st.warning(words(key, count=len(result.refused)))
    warned, said = (tell(state.lang()) for tell in (result.warned, result.said))
    if warned:
        parts.text("warnings", *warned, look="warning")
    if said[len(warned) :]:
        parts.text("notes", *said[len(warned) :], look="body")
    parts.text("read_as", result.read_as(state.lang()))


def _columns(source: Source, *, declared: bool, expanded: bool = False) -> None:
    """Show which field each column was given, to be changed; the file is then read again."""
    with st.expander(words("import.columns"), expanded=expanded or bool(source.options.columns)):
        if declared and not source.options.columns:
            st.caption(words("import.columns_declared"))
            return
        st.caption(words("import.columns_note"))
        given = importing.automatic(source)
        wanted = dict(source.options.columns)
        fields = {"": words("import.keep"), **{field: words(f"import.field_{field}") for field in FIELDS}}
        chosen: dict[str, str] = {}
        places: Sequence[st.delta_generator.DeltaGenerator] = ()
        with st.form("columns", border=False):
            for at, (header, examples) in enumerate(importing.headers(source).items()):
                places = st.columns(3) if at % 3 == 0 else places
                now, also = wanted.get(header, given.get(header, "")), given.get(header, "")
                options = {also: words(f"import.{also}"), **fields} if also.startswith("also_") else fields
                with places[at % 3]:
                    chosen[header] = _field(at, _label(header, examples), options, "" if now == "-" else now)
            sent = st.form_submit_button(words("import.apply"), type="primary")
        if source.options.columns:
            st.button(words("import.reset"), on_click=_remember, args=((),))
        if sent:
            _apply(given, chosen, fields)


def _label(header: str, examples: Words) -> str:
    said = words("import.examples", header=header[:40], examples=examples) if any(examples) else header[:40]
    return state.plain(said)


def _field(at: int, label: str, fields: Mapping[str, str], now: str) -> str:
    options = list(fields)
    place = options.index(now)
    chosen = st.selectbox(label, options, place, format_func=fields.__getitem__, key=f"import_field_{at}_{now}")
    return str(chosen)


def _apply(given: Mapping[str, str], chosen: Mapping[str, str], fields: Mapping[str, str]) -> None:
    used: dict[str, list[str]] = {}
    for header, name in chosen.items():
        used.setdefault(name, []).append(header)
    # Sheets may call one thing by several names; what was found so is no contradiction.
    changed = {name for header, name in chosen.items() if name != given.get(header, "")}
    twice = [(name, used[name]) for name in used if name in FIELDS and name in changed and len(used[name]) > 1]
    for name, headers in twice:
        st.warning(words("import.twice", field=fields[name], columns=state.plain(listed(headers).get(state.lang()))))
    if not twice:
        _remember(tuple((header, name or "-") for header, name in chosen.items() if name != given.get(header, "")))
        st.rerun()


def _remember(columns: tuple[tuple[str, str], ...]) -> None:
    st.session_state["import_columns"] = columns
