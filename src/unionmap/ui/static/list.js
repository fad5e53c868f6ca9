// Sites as a list of real buttons; the chosen one opens its card in place.
export default function ({ data, parentElement, setTriggerValue }) {
  const { element, card } = window.unionmap;
  const old = parentElement.querySelector(".um-sites-list");
  if (old) old.remove();
  const list = element("ul", "um-sites-list");
  list.setAttribute("aria-label", data.label);
  for (const site of data.sites) {
    const item = list.appendChild(element("li"));
    const button = item.appendChild(element("button"));
    button.type = "button";
    const open = site.id === data.chosen;
    button.setAttribute("aria-expanded", String(open));
    const mark = button.appendChild(element("i", "um-swatch um-" + site.kind.symbol));
    mark.style.background = site.solid ? site.kind.colour : "transparent";
    mark.style.boxShadow = site.solid ? "" : "inset 0 0 0 2px " + site.kind.colour;
    const words = button.appendChild(element("span", "um-words"));
    words.appendChild(element("strong", "", site.name));
    site.summary.forEach((line) => words.appendChild(element("small", "", line)));
    button.onclick = () => setTriggerValue("choose", open ? "" : site.id);
    if (open) item.appendChild(card(site, []));
  }
  parentElement.appendChild(list);
  list.dataset.chosen = data.chosen;
  const open = list.querySelector("[aria-expanded=true]");
  if (open && !(old && old.dataset.chosen === data.chosen)) open.scrollIntoView({ block: "nearest" });
}
