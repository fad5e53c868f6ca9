// The list beside the map of an exported page: the same sites and cards, reachable by keyboard.
(function () {
  "use strict";
  const { unionmap } = window;

  unionmap.panel = (map, block) => {
    document.body.classList.add("um-with-panel");
    const panel = unionmap.element("aside", "um-panel");
    document.body.insertBefore(panel, document.body.firstChild);
    unionmap.load(map, block, (content) => {
      fill(map, panel, content);
      map.invalidateSize(false);
    });
  };

  function fill(map, panel, content) {
    const { words } = content;
    panel.appendChild(unionmap.element("h1", "", content.heading));
    if (content.lead) panel.appendChild(unionmap.element("p", "um-lead", content.lead));
    const field = panel.appendChild(unionmap.element("input", "um-search"));
    field.type = "search";
    field.placeholder = words.search;
    field.setAttribute("aria-label", words.search);
    const count = panel.appendChild(unionmap.element("p", "um-count"));
    count.setAttribute("aria-live", "polite");
    const legend = panel.appendChild(unionmap.element("div", "um-kinds"));
    const list = panel.appendChild(unionmap.element("ul", "um-list"));
    const apart = panel.appendChild(unionmap.element("section"));
    const notes = panel.appendChild(unionmap.element("footer"));
    content.notes.forEach((note) => notes.appendChild(unionmap.element("p", "", note)));

    let off = new Set();
    const layers = () => unionmap.of(map).sites;
    const refresh = () => {
      const fold = (text) => text.normalize("NFKC").toLowerCase();
      const typed = fold(field.value).trim();
      const holds = (text) => typed.split(/\s+/).every((word) => fold(text).includes(word));
      let total = 0;
      list.textContent = "";
      for (const layer of layers()) {
        layer.show(null);
        const fits = layer.sites().map((i) => layer.site(i)).filter((site) => {
          const text = [site.name, site.place, site.lines.address || ""].join(" ");
          return !off.has(site.kind.key) && holds(text);
        });
        layer.show(new Set(fits.map((site) => site.id)));
        total += fits.length;
        fits.slice(0, 500).forEach((site) => list.appendChild(entry(layer, site)));
      }
      const lost = content.apart.filter((entry) => holds(entry.join(" ")));
      apart.textContent = "";
      if (lost.length) apart.appendChild(unionmap.element("h2", "", words.apart.replace("{n}", lost.length)));
      for (const [name, line] of lost) {
        const item = apart.appendChild(unionmap.element("p", "um-apart"));
        item.appendChild(unionmap.element("strong", "", name));
        item.appendChild(unionmap.element("span", "", line));
      }
      count.textContent = total ? words.count.replace("{n}", total) : words.nothing;
    };
    field.oninput = refresh;

    let filled = false;
    unionmap.on(map, "ready", () => {
      if (filled) return;
      filled = true;
      const kinds = new Map(layers().flatMap((layer) => (layer._data ? layer._data.kinds : [])).map((k) => [k.key, k]));
      for (const kind of kinds.values()) {
        const label = legend.appendChild(unionmap.element("label"));
        const box = label.appendChild(unionmap.element("input"));
        box.type = "checkbox";
        box.checked = true;
        box.onchange = () => {
          off = new Set([...off].filter((key) => key !== kind.key));
          if (!box.checked) off.add(kind.key);
          refresh();
        };
        const swatch = label.appendChild(unionmap.element("i", "um-swatch um-" + kind.symbol));
        swatch.style.background = kind.colour;
        label.appendChild(unionmap.element("span", "", kind.label));
      }
      refresh();
    });
  }

  function entry(layer, site) {
    const item = unionmap.element("li");
    const button = item.appendChild(unionmap.element("button"));
    button.type = "button";
    button.appendChild(unionmap.element("strong", "", site.name));
    const said = ["hours", "exactness"].filter((line) => site.lines[line]).map((line) => site.titles[line] + " " + site.lines[line]);
    [[site.kind.label, site.place].join(" · "), ...said].forEach((line) => button.appendChild(unionmap.element("span", "", line)));
    button.onclick = () => layer.chooseId(site.id);
    return item;
  }
})();
