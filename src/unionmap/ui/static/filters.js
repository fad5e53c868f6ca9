// The filters of a page. What the browser can tell by itself reaches the map of the same name at once; the server, which
// makes the lists and knows the words, hears of every change and answers with the same commands.
const frames = (window.unionmapFrames = window.unionmapFrames || {});
const TYPING_MS = 400;
const CHINA_MS = 8 * 3600 * 1000;

export default function ({ data, parentElement, setTriggerValue }) {
  const entry = (frames[data.name] = frames[data.name] || { want: {}, sent: {}, ready: false, view: null });
  const shape = JSON.stringify([data.words, data.cities, data.kinds, data.facilities, data.days]);
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
      Object.assign(entry.want, commands(chosen, Object.keys(data.kinds)));
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

function build(data) {
  const { element } = window.unionmap;
  const { words } = data;
  const form = element("form", "um-filters");
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", words.more);
  form.onsubmit = (event) => event.preventDefault();
  const all = form.appendChild(element("div", "um-filters-all"));
  const head = all.appendChild(element("div", "um-filters-head"));
  const text = labelled(head, words.text, "input", { type: "search", placeholder: words.text_hint, maxLength: data.longest });
  const more = head.appendChild(element("button", "um-filters-more"));
  more.type = "button";
  const body = all.appendChild(element("div", "um-filters-body"));
  const places = body.appendChild(element("div", "um-filters-row"));
  const city = choice(places, words.city, { "": words.all_cities, ...names(data.cities) });
  const county = choice(places, words.county, {});
  const way = choice(places, words.hours, { "": words.way_any, now: words.way_now, at: words.way_at });
  const [first, last] = data.days;
  const day = labelled(places, words.day, "input", { type: "date", min: first, max: last, required: true });
  const time = labelled(places, words.time, "input", { type: "time", required: true });
  const unknown = labelled(places, words.unknown, "input", { type: "checkbox" }, "um-check");
  const kinds = chips(body, words.kind, data.kinds);
  const fold = body.appendChild(element("details", "um-fold"));
  const folded = fold.appendChild(element("summary"));
  const needs = chips(fold, words.need, data.facilities);
  fold.hidden = !Object.keys(data.facilities).length;
  fold.open = Boolean(data.chosen.need);

  const counties = () => {
    const inner = city.value ? data.cities[city.value].counties : {};
    fillChoice(county, { "": words.all_counties, ...inner });
  };
  const settle = () => {
    county.parentElement.hidden = !city.value;
    [day, time].forEach((field) => (field.parentElement.hidden = way.value !== "at"));
    unknown.parentElement.hidden = !way.value;
    const count = [city.value, way.value, ...kinds.read(), ...needs.read()].filter(Boolean).length;
    more.textContent = count ? words.more_count.replace("{n}", count) : words.more;
    const needed = needs.read().length;
    folded.textContent = needed ? words.need_count.replace("{n}", needed) : words.need;
    more.setAttribute("aria-expanded", String(form.classList.contains("um-unfolded")));
  };
  more.onclick = () => {
    form.classList.toggle("um-unfolded");
    settle();
  };

  form.read = () => {
    const at = way.value === "at" ? `${day.value}T${time.value}` : way.value;
    const chosen = { city: city.value, county: county.value, kind: kinds.read().join(","), q: text.value.trim() };
    return { ...chosen, need: needs.read().join(","), open: at, unknown: at && unknown.checked ? "yes" : "" };
  };
  form.fill = (chosen) => {
    city.value = chosen.city || "";
    counties();
    county.value = chosen.county || "";
    if (form.getRootNode().activeElement !== text) text.value = chosen.q || "";
    kinds.fill(chosen.kind);
    needs.fill(chosen.need);
    const open = chosen.open || "";
    way.value = open.includes("T") ? "at" : open;
    [day.value, time.value] = (open.includes("T") ? open : data.start).split("T");
    unknown.checked = Boolean(chosen.unknown);
    settle();
  };

  let typing = null;
  const typed = () => {
    clearTimeout(typing);
    typing = setTimeout(() => form.changed(true), TYPING_MS);
  };
  form.addEventListener("input", (event) => event.target === text && !event.isComposing && typed());
  text.addEventListener("compositionend", typed);
  form.addEventListener("change", (event) => {
    if (event.target === text) return;
    if (event.target === city) counties();
    settle();
    if (way.value !== "at" || (day.checkValidity() && time.checkValidity())) form.changed(false);
  });
  return form;
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
function chips(into, said, options) {
  const { element } = window.unionmap;
  const group = into.appendChild(element("fieldset", "um-chips"));
  group.appendChild(element("legend", "", said));
  const boxes = Object.entries(options).map(([value, { label, symbol, colour }]) => {
    const chip = group.appendChild(element("label"));
    const box = chip.appendChild(Object.assign(element("input"), { type: "checkbox", value }));
    if (symbol) chip.appendChild(element("i", "um-swatch um-" + symbol)).style.background = colour;
    chip.appendChild(element("span", "", label));
    return box;
  });
  return {
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
    fill: (keys) => boxes.forEach((box) => (box.checked = (keys || "").split(",").includes(box.value))),
  };
}
