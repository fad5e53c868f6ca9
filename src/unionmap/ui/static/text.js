// Lines of text that hold data: text nodes, so nothing in them is Markdown.
export default function ({ data, parentElement }) {
  const { element } = window.unionmap;
  const old = parentElement.querySelector(".um-text");
  if (old) old.remove();
  const box = element(data.lines.length > 1 ? "ul" : "div", "um-text um-" + data.look);
  for (const line of data.lines) {
    const tag = data.look === "heading" ? "h3" : data.lines.length > 1 ? "li" : "p";
    box.appendChild(element(tag, "", line));
  }
  parentElement.appendChild(box);
  const said = data.lines.join("\n");
  if (!data.bring || parentElement.brought === said) return;
  parentElement.brought = said;
  // What stands above is being drawn anew and may still grow or shrink.
  for (const later of [0, 250, 800]) setTimeout(() => parentElement.lastChild.scrollIntoView({ block: "nearest" }), later);
}
