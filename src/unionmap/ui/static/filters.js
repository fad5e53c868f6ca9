// The filters of a page. What the browser can tell by itself reaches the map of the same name at once; the server, which
// makes the lists and knows the words, hears of every change and answers with the same commands.
const frames = (window.unionmapFrames = window.unionmapFrames || {});
const TYPING_MS = 400;
const CHINA_MS = 8 * 3600 * 1000;

export default function ({ data, parentElement, setTriggerValue }) {
  const entry = (frames[data.name] = frames[data.name] || { want: {}, sent: {}, ready: false, view: null });
  const shape = JSON.stringify([data.words, data.cities, data.kind, data.need, data.days]);
  let form = parentElement.querySelector("form");
  if (!form || form.shape !== shape) {
    const open = form && form.classList.contains("um-unfolded");
    if (form) form.remove();
    form = parentElement.appendChild(build(data));
    form.shape = shape;
    form.classList.toggle("um-unfolded", Boolean(open));
    form.fill(data.chosen);
  }
  form.changed = (typed) => {
    const chosen = form.read();
    entry.asked = Math.max(Date.now(), (entry.asked || 0) + 1); // in order, whatever the clock does
    if (data.map && !typed && !chosen.q) {
      Object.assign(entry.want, commands(chosen, Object.keys(data.kind)));
      if (entry.flush) entry.flush();
    }
    setTriggerValue("chosen", { ...chosen, asked: entry.asked });
  };
  // An answer to an earlier change would undo the later one.
  if (!data.asked || data.asked >= (entry.asked || 0)) form.fill(data.chosen);
}

// The commands of bridge.js, as the server would give them. No bus line is known to have facilities or hours.
function commands({ city, county, kind, need, open, unknown }, all) {
  const kinds = kind ? kind.split(",") : null;
  const lineless = need || (open && !unknown);
  const now = new Date(Date.now() + CHINA_MS).toISOString().slice(0, 16);
  const filter = {
    area: county || city,
    kinds: lineless ? (kinds || all).filter((key) => key !== "bus_route") : kinds,
    ids: null,
    facilities: need ? need.split(",") : [],
    open: open ? { at: open === "now" ? now : open, unknown: Boolean(unknown) } : null,
  };
  return { filter, fit: [filter.area, ""] };
}

// A form with `read()` and `fill(chosen)`, in the names of the address; it calls its `changed` after each change.
function build(data) {
  const { element } = window.unionmap;
  const { words } = data;
  const form = element("form", "um-filters");
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", words.more);
  form.onsubmit = (event) => event.preventDefault();
  const all = form.appendChild(element("div", "um-filters-all"));
  const head = all.appendChild(element("div", "um-filters-head"));
  const body = element("div", "um-filters-body");
  const text = data.longest && typing(form, head, data);
  const more = head.appendChild(element("button", "um-filters-more"));
  more.type = "button";
  all.appendChild(body);
  const row = body.appendChild(element("div", "um-filters-row"));
  // A page offers some of them.
  const narrowing = [data.cities && area(row, data), opening(row, data), data.kind && chips(body, "kind", data), folded(body, data)];
  const parts = [text, ...narrowing].filter(Boolean);

  const settle = () => {
    const count = narrowing.filter(Boolean).reduce((sum, part) => sum + part.settle(), 0);
    more.textContent = count ? words.more_count.replace("{n}", count) : words.more;
    more.setAttribute("aria-expanded", String(form.classList.contains("um-unfolded")));
  };
  more.onclick = () => {
    form.classList.toggle("um-unfolded");
    settle();
  };
  form.addEventListener("change", (event) => {
    if (text && text.is(event.target)) return;
    settle();
    const broken = parts.map((part) => part.broken && part.broken()).find(Boolean);
    if (broken) broken.reportValidity();
    else form.changed(false);
  });
  form.read = () => Object.assign({}, ...parts.map((part) => part.read()));
  form.fill = (chosen) => {
    parts.forEach((part) => part.fill(chosen));
    settle();
  };
  return form;
}

// Words; what is typed counts once the hand rests, and not while a word is being composed.
function typing(form, into, { words, longest }) {
  const field = labelled(into, words.text, "input", { type: "search", placeholder: words.text_hint, maxLength: longest });
  let waiting = null;
  const typed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      form.changed(true);
    }, TYPING_MS);
  };
  field.addEventListener("input", (event) => event.isComposing || typed());
  field.addEventListener("compositionend", typed);
  return {
    is: (node) => node === field,
    read: () => ({ q: field.value.trim() }),
    fill: ({ q }) => {
      if (waiting === null && field.value.trim() !== (q || "")) field.value = q || "";
    },
  };
}

function area(into, { words, cities }) {
  const city = choice(into, words.city, { "": words.all_cities, ...names(cities) });
  const county = choice(into, words.county, {});
  let of = null;
  const settle = () => {
    if (of !== city.value) fillChoice(county, { "": words.all_counties, ...(city.value ? cities[city.value].counties : {}) });
    of = city.value;
    county.parentElement.hidden = !city.value;
    return city.value ? 1 : 0;
  };
  return {
    settle,
    read: () => ({ city: city.value, county: county.value }),
    fill: (chosen) => {
      city.value = chosen.city || "";
      settle();
      county.value = chosen.county || "";
    },
  };
}

function opening(into, { words, days, start }) {
  const way = choice(into, words.hours, { "": words.way_any, now: words.way_now, at: words.way_at });
  const [first, last] = days;
  const day = labelled(into, words.day, "input", { type: "date", min: first, max: last, required: true });
  const time = labelled(into, words.time, "input", { type: "time", required: true });
  const unknown = labelled(into, words.unknown, "input", { type: "checkbox" }, "um-check");
  let held = "";
  return {
    broken: () => way.value === "at" && [day, time].find((field) => !field.checkValidity()),
    settle: () => {
      [day, time].forEach((field) => (field.parentElement.hidden = way.value !== "at"));
      unknown.parentElement.hidden = !way.value;
      return way.value ? 1 : 0;
    },
    read: () => {
      const whole = way.value !== "at" || (day.checkValidity() && time.checkValidity());
      if (whole) held = way.value === "at" ? `${day.value}T${time.value}` : way.value;
      const open = held; // while a date is being typed, the last that was whole
      return { open, unknown: open && unknown.checked ? "yes" : "" };
    },
    fill: ({ open = "", unknown: also }) => {
      held = open;
      way.value = open.includes("T") ? "at" : open;
      [day.value, time.value] = (open.includes("T") ? open : start).split("T");
      unknown.checked = Boolean(also);
    },
  };
}

// Facilities are many: they fold away.
function folded(into, data) {
  const { element } = window.unionmap;
  const fold = into.appendChild(element("details", "um-fold"));
  const summary = fold.appendChild(element("summary"));
  const inner = chips(fold, "need", data);
  fold.hidden = !Object.keys(data.need).length;
  fold.open = Boolean(data.chosen.need);
  return {
    ...inner,
    settle: () => {
      const count = inner.settle();
      summary.textContent = count ? data.words.need_count.replace("{n}", count) : data.words.need;
      return count;
    },
  };
}

function names(cities) {
  return Object.fromEntries(Object.entries(cities).map(([code, { name }]) => [code, name]));
}

function labelled(into, said, tag, with_, look = "um-field") {
  const { element } = window.unionmap;
  const label = into.appendChild(element("label", look));
  label.appendChild(element("span", "", said));
  return label.appendChild(Object.assign(element(tag), with_));
}

function choice(into, said, options) {
  const select = labelled(into, said, "select", {});
  fillChoice(select, options);
  return select;
}

function fillChoice(select, options) {
  const { element } = window.unionmap;
  const entries = Object.entries(options).sort(([a], [b]) => (a && b ? 0 : a ? 1 : -1)); // numeric keys stand first else
  select.replaceChildren(
    ...entries.map(([value, name]) => Object.assign(element("option", "", name), { value })),
  );
}

// Several of a few: boxes that look like buttons. A kind shows its symbol, so the boxes are the legend too.
function chips(into, name, data) {
  const { element } = window.unionmap;
  const group = into.appendChild(element("fieldset", "um-chips"));
  group.appendChild(element("legend", "", data.words[name]));
  const boxes = Object.entries(data[name]).map(([value, { label, symbol, colour }]) => {
    const chip = group.appendChild(element("label"));
    const box = chip.appendChild(Object.assign(element("input"), { type: "checkbox", value }));
    if (symbol) chip.appendChild(element("i", "um-swatch um-" + symbol)).style.background = colour;
    chip.appendChild(element("span", "", label));
    return box;
  });
  const checked = () => boxes.filter((box) => box.checked);
  return {
    settle: () => checked().length,
    read: () => ({ [name]: checked().map((box) => box.value).join(",") }),
    fill: (chosen) => boxes.forEach((box) => (box.checked = (chosen[name] || "").split(",").includes(box.value))),
  };
}
