"""One HTML file that holds the map, the list and the cards, and needs nothing else."""

from unionmap import filters, kinds, maps, schema
from unionmap.text import say
from unionmap.workflows.load import attributions


def offline_page(sites: schema.Sites, *, title: str = "", lang: str = "zh") -> str:
    """Return a page with a map, a list with search, cards, counts, sources; it makes no request.

    Parameters
    ----------
    sites : Sites
        What to show.
    title : str, default ""
        Heading; any text. Empty takes the product's own.
    lang : str, default "zh"
        ``zh`` or ``en``.

    Returns
    -------
    str
        HTML with a Content-Security-Policy that allows only its own scripts.

    Examples
    --------
    >>> import unionmap as um
    >>> page = offline_page(um.load())
    >>> "Content-Security-Policy" in page
    True
    """
    heading = title or say("app.title", lang)
    m = maps.site_map(sites, lang=lang)
    lead, *notes = _notes(sites, lang)
    maps.add_panel(m, heading=heading, lead=lead, notes=notes, apart=_apart(sites, lang), lang=lang)
    return maps.page(m, title=heading, lang=lang)


def _apart(sites: schema.Sites, lang: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, frame in sites.items():
        lost, kind = frame[~schema.located(frame)], kinds.get(key)
        if kind.geometry == "Point":
            said = maps.cards.columns(lost, lang)["address"]
        else:
            said = [maps.cards.lines(site, lang)["stops"] for _, site in lost.iterrows()]
        label = kind.label.get(lang)
        found += [(name, f"{label} · {line}") for name, line in zip(lost["name"], said, strict=True)]
    return found


def _notes(sites: schema.Sites, lang: str) -> list[str]:
    total = sum(len(frame) for frame in sites.values())
    unlocated = sum(int((~schema.located(frame)).sum()) for frame in sites.values())
    rough = sum(int(filters.approximate(frame).sum()) for frame in sites.values())
    dates = [date for frame in sites.values() for date in frame["source_date"] if date]
    return [
        say("export.counts", lang, total=total, unlocated=unlocated, rough=rough),
        say("export.hollow", lang),
        say("export.newest", lang, date=max(dates, default=say("card.undated", lang))),
        say("export.datum", lang),
        say("export.sources", lang, sources="；".join(attributions())),
    ]
