// A small table of real cells: text wraps, a screen reader can read it, web addresses are links.
export default function ({ data, parentElement }) {
  const { element } = window.unionmap;
  const old = parentElement.querySelector(".um-table");
  if (old) old.remove();
  const box = element("div", data.stack ? "um-table um-stack" : "um-table");
  const table = box.appendChild(element("table"));
  table.appendChild(element("caption", "", data.caption));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  const numeric = (i) => data.rows.some((row) => typeof row[i] === "number");
  data.columns.forEach((name, i) => (head.appendChild(element("th", numeric(i) ? "um-number" : "", name)).scope = "col"));
  const body = table.appendChild(element("tbody"));
  for (const row of data.rows) {
    const line = body.appendChild(element("tr"));
    row.forEach((cell, i) => {
      const short = typeof cell === "string" && cell.length <= 10;
      const td = line.appendChild(element("td", numeric(i) ? "um-number" : short ? "um-short" : ""));
      if (data.stack && i >= data.stack) td.dataset.label = data.columns[i];
      if (cell === "—") td.classList.add("um-none");
      if (data.stack && i === 0) td.classList.add("um-title");
      if (typeof cell === "string" && /^https?:\/\/\S+$/.test(cell) && URL.canParse(cell)) {
        const link = td.appendChild(element("a", "", new URL(cell).host));
        link.href = cell;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
      } else td.textContent = typeof cell === "number" ? cell.toLocaleString("en-US") : cell;
    });
  }
  parentElement.appendChild(box);
}
