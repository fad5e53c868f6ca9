// Rows of a long list, a page at a time: real cells, the first of each a button that chooses the row.
export default function ({ data, parentElement, setTriggerValue }) {
  const { element } = window.unionmap;
  const old = parentElement.querySelector(".um-table");
  const said = JSON.stringify([data.columns, data.rows, data.ids, data.caption]);
  const box = old && old.said === said ? old : draw();
  box.choose = (id) => setTriggerValue("choose", id);
  const was = box.dataset.chosen;
  box.dataset.chosen = data.chosen;
  for (const line of box.querySelectorAll("tr[data-id]")) {
    const chosen = line.dataset.id === data.chosen;
    line.classList.toggle("um-chosen", chosen);
    line.querySelector("button").setAttribute("aria-pressed", String(chosen));
    if (chosen && was !== data.chosen) bring(line);
  }

  function draw() {
    if (old) old.remove();
    const box = element("div", "um-table um-rows um-stack");
    box.said = said;
    const table = add(box, "table", "table");
    table.appendChild(element("caption", "", data.caption));
    const head = add(add(table, "thead", "rowgroup"), "tr", "row");
    for (const name of data.columns) add(head, "th", "columnheader", "", name).scope = "col";
    const body = add(table, "tbody", "rowgroup");
    data.rows.forEach((row, i) => {
      const line = add(body, "tr", "row");
      row.forEach((cell, j) => {
        const look = cell.length <= 10 ? "um-short" : cell.length > 16 ? "um-long" : "";
        const td = add(line, "td", "cell", look);
        if (j >= data.lead) td.dataset.label = data.columns[j];
        else if (j === (data.ids.length ? 1 : 0)) td.classList.add("um-title");
        if (j > 0 || !data.ids.length) td.textContent = cell;
        else td.appendChild(button(line, cell, row[1] || "", data.ids[i]));
      });
    });
    return parentElement.appendChild(box);
  }

  function button(line, cell, name, id) {
    const button = element("button", "", cell);
    line.dataset.id = id;
    button.type = "button";
    button.setAttribute("aria-label", cell + " " + name);
    button.onclick = () => parentElement.querySelector(".um-table").choose(id);
    return button;
  }

  // Rows are laid out as blocks where there is no room, so what they are is said beside how they look.
  function add(parent, tag, role, className = "", text = undefined) {
    const node = parent.appendChild(element(tag, className, text));
    node.setAttribute("role", role);
    return node;
  }

  // Scroll the box of the table only: the page itself stays where it is.
  function bring(line) {
    let box = parentElement;
    while (box && !(box instanceof Element && /auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight + 1))
      box = box.parentNode || box.host;
    if (!box || box.dataset.testid === "stMain" || box === document.documentElement) return;
    const [row, frame] = [line.getBoundingClientRect(), box.getBoundingClientRect()];
    if (row.top < frame.top + 40) box.scrollTop += row.top - frame.top - 40;
    else if (row.bottom > frame.bottom) box.scrollTop += row.bottom - frame.bottom;
  }
}
