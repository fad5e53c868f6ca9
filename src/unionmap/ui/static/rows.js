// Rows of a long list, a page at a time: real cells, the first of each a button that chooses the row.
export default function ({ data, parentElement, setTriggerValue }) {
  const { element } = window.unionmap;
  const old = parentElement.querySelector(".um-table");
  if (old) old.remove();
  const box = element("div", "um-table um-rows");
  const table = box.appendChild(element("table"));
  table.appendChild(element("caption", "", data.caption));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  data.columns.forEach((name) => (head.appendChild(element("th", "", name)).scope = "col"));
  const body = table.appendChild(element("tbody"));
  data.rows.forEach((row, i) => {
    const line = body.appendChild(element("tr"));
    const chosen = data.ids.length > 0 && data.ids[i] === data.chosen;
    if (chosen) line.className = "um-chosen";
    row.forEach((cell, j) => {
      const td = line.appendChild(element("td", cell.length <= 10 ? "um-short" : cell.length > 16 ? "um-long" : ""));
      if (j > 0 || !data.ids.length) td.textContent = cell;
      else {
        const button = td.appendChild(element("button", "", cell));
        button.type = "button";
        button.setAttribute("aria-pressed", String(chosen));
        button.setAttribute("aria-label", cell + " " + (row[1] || ""));
        button.onclick = () => setTriggerValue("choose", data.ids[i]);
      }
    });
  });
  parentElement.appendChild(box);
  box.dataset.chosen = data.chosen;
  const chosen = box.querySelector(".um-chosen");
  if (chosen && !(old && old.dataset.chosen === data.chosen)) chosen.scrollIntoView({ block: "nearest" });
}
