// A site's card, for the map and for the list beside it. Text becomes text nodes, never markup.
(function () {
  "use strict";
  const unionmap = (window.unionmap = window.unionmap || {});

  unionmap.element = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  unionmap.card = (site, others) => {
    const card = unionmap.element("div", "um-card");
    card.appendChild(unionmap.element("h3", "", site.name));
    const list = card.appendChild(unionmap.element("dl"));
    for (const [line, text] of Object.entries(site.lines)) {
      list.appendChild(unionmap.element("dt", "", site.titles[line]));
      const value = list.appendChild(unionmap.element("dd"));
      if (line === "source" && /^https?:\/\//.test(site.url)) value.appendChild(link(site.url, text));
      else value.textContent = text;
    }
    if (!list.children.length) card.appendChild(unionmap.element("p", "", site.kind.label + " · " + site.place));
    const ways = card.appendChild(unionmap.element("p", "um-ways"));
    for (const { label, url } of site.links) if (/^(https:\/\/|geo:)/.test(url)) ways.appendChild(link(url, label));
    for (const other of others) {
      const button = card.appendChild(unionmap.element("button", "um-other", other.name));
      button.type = "button";
      button.onclick = other.go;
    }
    return card;
  };

  function link(url, text) {
    const a = unionmap.element("a", "", text);
    a.href = url;
    a.target = "_blank";
    a.rel = "noopener noreferrer";
    return a;
  }
})();
