// Sites as a list of real buttons; the chosen one opens its card in place.
export default function ({ data, parentElement, setTriggerValue }) {
  const { element, card, report } = window.unionmap;
  const old = parentElement.querySelector(".um-sites-list");
  const focused = parentElement.getRootNode().activeElement;
  if (old) old.remove();
  const list = element("ul", "um-sites-list");
  list.reports = old ? old.reports : {}; // a report on its way, or half written, outlives a redrawing
  list.setAttribute("aria-label", data.label);
  for (const site of data.sites) {
    const item = list.appendChild(element("li"));
    const button = item.appendChild(element("button"));
    button.type = "button";
    button.dataset.site = site.id;
    const open = site.id === data.chosen;
    button.setAttribute("aria-expanded", String(open));
    const mark = button.appendChild(element("i", "um-swatch um-" + site.kind.symbol));
    mark.style.background = site.solid ? site.kind.colour : "transparent";
    mark.style.boxShadow = site.solid ? "" : "inset 0 0 0 2px " + site.kind.colour;
    const words = button.appendChild(element("span", "um-words"));
    words.appendChild(element("strong", "", site.name));
    site.summary.forEach((line) => words.appendChild(element("small", "", line)));
    button.onclick = () => setTriggerValue("choose", open ? "" : site.id);
    if (!open) continue;
    const asked = (list.reports[site.id] = list.reports[site.id] || report(site));
    asked.send = (said) => setTriggerValue("report", said);
    item.appendChild(card(site, [])).appendChild(asked);
  }
  parentElement.appendChild(list);
  list.dataset.chosen = data.chosen;
  if (old && focused) keepFocus();
  list.querySelectorAll(".um-report").forEach((node) => node.update(data.report));
  const open = list.querySelector("[aria-expanded=true]");
  if (open && !(old && old.dataset.chosen === data.chosen)) open.scrollIntoView({ block: "nearest" });

  // What had the focus has it again.
  function keepFocus() {
    const buttons = [...list.querySelectorAll("button[data-site]")];
    const again = list.contains(focused) ? focused : buttons.find((one) => one.dataset.site === focused.dataset.site);
    if (again) again.focus({ preventScroll: true });
  }
}
