// When the page is framed by the app: clicks go out as ids, commands come in. The view never leaves the browser's tab.
(function () {
  "use strict";
  const { unionmap } = window;
  if (window.parent === window) return;

  const told = { silent: false, ready: false };
  let map = null;
  let pins = null;
  const send = (message) => window.parent.postMessage({ unionmap: message }, "*");

  // Tests of what is open at a time of China, and of what may be: nobody knows.
  const open = (layer, wanted) => {
    if (!wanted) return { text: null, faint: null };
    const state = unionmap.openStates(layer.columns(), unionmap.typedClock(wanted.at));
    const faint = (i) => state(i) === "unknown";
    return { text: (i) => state(i) === "open" || (wanted.unknown && faint(i)), faint };
  };

  const commands = {
    filter: (wanted) => {
      const ids = wanted.ids ? new Set(wanted.ids) : null;
      unionmap.of(map).sites.forEach((layer) => layer.filter({ ...wanted, ids, ...open(layer, wanted.open) }));
      unionmap.showKinds(map, wanted.kinds);
    },
    choose: (id) => {
      told.silent = true; // an echo of a command would chase the next click
      if (id) unionmap.of(map).sites.some((layer) => layer.chooseId(id));
      told.silent = false;
    },
    fit: () => {
      const bounds = L.latLngBounds([]);
      unionmap.of(map).sites.forEach((layer) => bounds.extend(layer.boundsOfShown()));
      if (bounds.isValid()) map.fitBounds(bounds.pad(0.1), { maxZoom: 15, animate: false });
    },
    bounds: (bounds) => bounds && map.fitBounds(bounds, { maxZoom: 15, animate: false }),
    pick: (on) => {
      unionmap.of(map).picking = on;
      map.getContainer().classList.toggle("um-picking", on);
    },
    pin: (at) => {
      pins.clearLayers();
      if (at) unionmap.pin(at).addTo(pins);
    },
    view: ({ centre, zoom }) => map.setView(centre, zoom, { animate: false }),
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || !event.data.unionmapDo || !map) return;
    for (const [name, value] of event.data.unionmapDo) if (Object.hasOwn(commands, name)) commands[name](value);
  });

  const { start } = unionmap;
  unionmap.start = (m, block, bounds) => {
    map = m;
    pins = L.layerGroup().addTo(m);
    start(m, block, bounds);
    unionmap.on(m, "choose", (id) => told.silent || send({ choose: id }));
    unionmap.on(m, "tap", (at) => unionmap.of(m).picking && send({ pick: [at.wrap().lng, at.wrap().lat] }));
    m.on("moveend", () => told.ready && send({ view: { centre: [m.getCenter().lat, m.getCenter().lng], zoom: m.getZoom() } }));
    unionmap.on(m, "ready", async (drawn) => {
      await Promise.all(unionmap.of(m).sites.map((layer) => layer.columns().keys())); // commands may be filters
      if (!told.ready) send({ ready: drawn });
      told.ready = true;
    });
  };
})();
