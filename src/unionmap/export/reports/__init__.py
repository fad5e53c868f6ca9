"""Reports for print and for editing: one page or all of it, as DOCX or PDF. Their libraries are imported when used."""

from unionmap import schema

FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""Forms of a report, and what browsers are told."""

LENGTHS = ("page", "full")
"""One A4 page, or everything."""


def report(  # noqa: PLR0913  a report has the options of its picture, and two of its own
    sites: schema.Sites,
    *,
    form: str = "docx",
    length: str = "page",
    title: str = "",
    area: str = "",
    approval: str = "",
    only: str = "",
    lang: str = "zh",
) -> bytes:
    """Return a report of sites: key figures in words, map, tables, sources and doubts.

    Parameters
    ----------
    sites : Sites
        What to report on.
    form : str, default "docx"
        ``docx``, to edit; ``pdf``, with its font inside.
    length : str, default "page"
        ``page`` is one A4 page; ``full`` adds every kind, official totals, hours and facilities, all sources, all
        doubts and the sites with no known place.
    title : str, default ""
        Heading; any text. Empty takes one that names the area.
    area : str, default ""
        Province, city or county (name or six-digit adcode; ``100000`` is China): only its sites.
    approval : str, default ""
        Map approval number (审图号) of the picture. Empty says that it is for internal use.
    only : str, default ""
        What else the sites were narrowed by, such as the words searched for: the report says that it holds only what
        matches, and compares nothing with published totals.
    lang : str, default "zh"
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        The file; the same sites give the same bytes. It holds no date of its own making, no macro and no link.

    Raises
    ------
    UnknownNameError
        If there is no such form, length, language or area.
    InputError
        If ``sites`` is not a mapping of sites.

    Examples
    --------
    >>> import unionmap as um
    >>> report(um.Sites({}), form="pdf", area="410105")[:5]
    b'%PDF-'
    """
    from unionmap.export.reports import asked, pdf, word  # noqa: PLC0415

    wish = asked.Wish(length, title, area, approval, lang, only)
    asked.check(sites, form, wish)
    document = asked.document(sites, wish)
    return word.write(document) if form == "docx" else pdf.write(document)
