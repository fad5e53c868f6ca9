// The list beside the map of an exported page: the same sites and cards, reachable by keyboard, and a finder that
// needs no server: narrowed by words, kind, city and facilities, sorted by the distance from a start.
(function () {
  "use strict";
  const { unionmap } = window;
  const PAGE = 100;
  const MINUTE_MS = 60000;

  unionmap.panel = (map, block) => {
    document.body.classList.add("um-with-panel");
    const panel = unionmap.element("aside", "um-panel");
    document.body.insertBefore(panel, document.body.firstChild);
    unionmap.load(map, block, (content) => {
      const parts = build(panel, content);
      map.invalidateSize(false);
      let filled = false;
      unionmap.on(map, "ready", () => {
        if (filled) return;
        filled = true;
        new Finder(map, content, parts).fill();
      });
    });
  };

  function build(panel, content) {
    const { words } = content;
    const add = (tag, className, text) => panel.appendChild(unionmap.element(tag, className, text));
    add("h1", "", content.heading);
    if (content.lead) add("p", "um-lead", content.lead);
    const field = add("input", "um-search");
    field.type = "search";
    field.placeholder = words.search;
    field.setAttribute("aria-label", words.search);
    const parts = {
      field, starts: add("div", "um-starts"), narrow: add("div", "um-narrow"), legend: add("div", "um-kinds"),
      count: add("p", "um-count"), list: add("ul", "um-list"), more: add("button", "um-more", words.more),
      apart: add("section"),
    };
    parts.count.setAttribute("aria-live", "polite");
    parts.more.type = "button";
    const notes = add("footer");
    content.notes.forEach((note) => notes.appendChild(unionmap.element("p", "", note)));
    return parts;
  }

  class Finder {
    constructor(map, content, parts) {
      Object.assign(this, { map, content, words: content.words, parts, off: new Set(), need: new Set(), area: "" });
      this.limit = PAGE;
      this.turn = 0;
      this.layers = unionmap.of(map).sites;
    }

    async fill() {
      await Promise.all(this.layers.map((layer) => layer.columns().keys()));
      this.kindBoxes();
      this.selects();
      unionmap.starts(this);
      this.parts.field.oninput = () => this.refresh();
      this.parts.more.onclick = () => {
        this.limit += PAGE;
        this.refresh(this.limit);
      };
      await this.refresh();
    }

    heads() {
      return this.layers.map((layer) => layer.columns().head);
    }

    kindBoxes() {
      const kinds = new Map(this.heads().flatMap((head) => head.kinds).map((kind) => [kind.key, kind]));
      for (const kind of kinds.values()) {
        const label = this.parts.legend.appendChild(unionmap.element("label"));
        const box = label.appendChild(unionmap.element("input"));
        box.type = "checkbox";
        box.checked = true;
        box.onchange = () => {
          this.off[box.checked ? "delete" : "add"](kind.key);
          this.refresh();
        };
        const swatch = label.appendChild(unionmap.element("i", "um-swatch um-" + kind.symbol));
        swatch.style.background = kind.colour;
        label.appendChild(unionmap.element("span", "", kind.label));
      }
    }

    // Choices that the sites leave open: several cities, facilities that some are known to have.
    selects() {
      const cities = new Map(this.heads().flatMap((head) => Object.entries(head.cities)));
      cities.delete("");
      if (cities.size > 1) {
        const name = (code) => cities.get(code) || code;
        const order = [...cities.keys()].sort();
        this.select(this.words.city, order, name, (code) => (this.area = code));
      }
      const labels = Object.assign({}, ...this.heads().map((head) => head.facilities));
      const held = new Set(this.heads().flatMap((head) => head.codes.facility_keys).flatMap((cell) => cell.split(";")));
      const keys = Object.keys(labels).filter((key) => held.has(key));
      const need = (key) => (this.need = new Set(key ? [key] : []));
      if (keys.length) this.select(this.words.need, keys, (key) => labels[key], need);
      if (this.heads().some((head) => head.plans.some(Boolean))) this.hours();
    }

    // Open now, or at a time that is typed; sites whose hours are not known are never counted among either silently.
    hours() {
      const labels = { open: this.words.open_now, maybe: this.words.open_or_unknown };
      const choose = (key) => {
        this.when = key;
        field.hidden = !key;
        if (key) return;
        field.value = "";
        this.clock = null; // the list says what is open now
      };
      this.select(this.words.any_time, Object.keys(labels), (key) => labels[key], choose);
      const field = this.parts.narrow.appendChild(unionmap.element("input"));
      field.type = "datetime-local";
      field.setAttribute("aria-label", this.words.at_time);
      field.title = this.words.at_time;
      field.hidden = true;
      field.onchange = () => {
        this.clock = unionmap.typedClock(field.value);
        this.refresh();
      };
      setInterval(() => this.clock || document.hidden || this.refresh(this.limit), MINUTE_MS);
      document.addEventListener("visibilitychange", () => this.clock || document.hidden || this.refresh(this.limit));
    }

    // A test of a site's hours, and how many it left out because nobody knows.
    openTest(columns) {
      const state = unionmap.openStates(columns, this.clock || unionmap.clock(new Date()));
      const left = { unknown: 0 };
      const test = (i) => {
        const now = state(i);
        if (this.when === "open" && now === "unknown") left.unknown += 1;
        return !this.when || now === "open" || (this.when === "maybe" && now === "unknown");
      };
      return { test, left, state };
    }

    select(title, keys, label, choose) {
      const select = this.parts.narrow.appendChild(unionmap.element("select"));
      select.setAttribute("aria-label", title);
      for (const key of ["", ...keys]) {
        const option = select.appendChild(unionmap.element("option", "", key ? label(key) : title));
        option.value = key;
      }
      select.onchange = () => {
        choose(select.value);
        this.refresh();
      };
    }

    // Narrow map and list alike. Texts are unpacked only for a search.
    async refresh(limit = PAGE) {
      const turn = (this.turn += 1);
      this.limit = limit;
      const typed = unionmap.fold(this.parts.field.value).split(/\s+/).filter(Boolean);
      const holds = (text) => typed.every((word) => text.includes(word));
      const found = [];
      let unknown = 0;
      for (const layer of this.layers) {
        const kinds = layer.columns().head.kinds.map((kind) => kind.key).filter((key) => !this.off.has(key));
        const words = typed.length ? await layer.columns().folded() : null;
        if (turn !== this.turn) return; // somebody typed on
        const open = this.openTest(layer.columns());
        const text = (i) => (!words || holds(words[i])) && open.test(i);
        const faint = this.when ? (i) => open.state(i) === "unknown" : null;
        layer.filter({ kinds, area: this.area, facilities: [...this.need], text, faint });
        layer.sites().forEach((i) => found.push({ layer, i, open: open.state(i) }));
        unknown += open.left.unknown;
      }
      unionmap.showKinds(this.map, this.off.size ? this.shownKinds() : null);
      const order = unionmap.ranked(found, this.start);
      const said = found.length ? this.words.count.replace("{n}", found.length) : this.words.nothing;
      this.parts.count.textContent = said + (unknown ? this.words.unknown_left.replace("{n}", unknown) : "");
      await this.show(order, turn);
      this.showApart((text) => holds(unionmap.fold(text)));
    }

    shownKinds() {
      const { shapes } = unionmap.of(this.map);
      return Object.keys(shapes).filter((key) => !this.off.has(key) && !(key === "bus_route" && this.off.has("bus_stop")));
    }

    async show(order, turn) {
      const part = order.slice(0, this.limit);
      const sites = await Promise.all(part.map(({ layer, i }) => layer.details(i)));
      if (turn !== this.turn) return;
      this.parts.list.textContent = "";
      sites.forEach((site, k) => this.parts.list.appendChild(this.entry(site, part[k])));
      this.parts.more.hidden = order.length <= this.limit;
    }

    entry(site, { layer, metres, open }) {
      const item = unionmap.element("li");
      const button = item.appendChild(unionmap.element("button"));
      button.type = "button";
      button.appendChild(unionmap.element("strong", "", site.name));
      const said = ["hours", "exactness"].filter((line) => site.lines[line]).map((line) => site.titles[line] + " " + site.lines[line]);
      if (site.lines.hours && open !== "unknown") said[0] = this.words[open] + " · " + said[0];
      const far = metres === undefined ? [] : [this.words.away.replace("{distance}", unionmap.distance(metres, this.words))];
      [...far, [site.kind.label, site.place].filter(Boolean).join(" · "), ...said].forEach((line) =>
        button.appendChild(unionmap.element("span", "", line)),
      );
      button.onclick = () => layer.chooseId(site.id);
      return item;
    }

    showApart(holds) {
      const { apart } = this.parts;
      const lost = this.content.apart.filter((entry) => holds(entry.join(" ")));
      apart.textContent = "";
      if (lost.length) apart.appendChild(unionmap.element("h2", "", this.words.apart.replace("{n}", lost.length)));
      for (const [name, line] of lost.slice(0, 5 * PAGE)) {
        const item = apart.appendChild(unionmap.element("p", "um-apart"));
        item.appendChild(unionmap.element("strong", "", name));
        item.appendChild(unionmap.element("span", "", line));
      }
    }
  }
})();
