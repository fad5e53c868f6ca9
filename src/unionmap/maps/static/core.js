// The heart of the browser runtime: unpack blocks, start the map, small helpers.
// Data reaches the page as text nodes and canvas text only; nothing here builds markup from strings.
(function () {
  "use strict";

  const { unionmap } = window;
  unionmap.state = new WeakMap();
  unionmap.EQUATOR_M = 40075016.686;

  // folium's own popups ask jQuery for one thing only: to make an element. Where jQuery is not loaded, do that.
  window.$ = window.$ || ((markup) => Object.assign(document.createElement("template"), { innerHTML: markup }).content.children);

  // The lines of a data element of the page; the element goes, so that they are held once.
  unionmap.lines = (id) => {
    const node = document.getElementById(id);
    const lines = node.textContent.split("\n");
    node.remove();
    return lines;
  };

  // The same for an element behind the code: it may still be on its way.
  unionmap.later = async (id) => {
    if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
    return unionmap.lines(id);
  };

  unionmap.bytes = (block) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(block);
    const text = atob(block);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  };

  // Written at once and not by way of a Blob, which would go to another process and back.
  unionmap.inflate = async (block) => {
    const { readable, writable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    const written = Promise.all([writer.write(unionmap.bytes(block)), writer.close()]);
    written.catch(() => {}); // the reader fails too, and says so
    const reader = readable.getReader();
    const parts = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
    if (parts.length === 1) return parts[0];
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  };

  unionmap.unpack = async (block) => JSON.parse(new TextDecoder().decode(await unionmap.inflate(block)));

  // Everything that the layers of one map share: words, the site layers, who listens.
  unionmap.of = (map) => {
    if (!unionmap.state.has(map)) {
      unionmap.state.set(map, { words: {}, sites: [], shapes: {}, named: [], listeners: {}, waiting: 0, grounds: 0 });
      for (const [name, level] of [["ground", 250], ["labels", 440], ["sites", 450]]) {
        const pane = map.createPane("unionmap-" + name);
        pane.style.zIndex = level;
        pane.style.pointerEvents = "none";
      }
    }
    return unionmap.state.get(map);
  };

  unionmap.on = (map, event, listener) => {
    const { listeners } = unionmap.of(map);
    (listeners[event] = listeners[event] || []).push(listener);
  };

  unionmap.tell = (map, event, detail) => (unionmap.of(map).listeners[event] || []).forEach((f) => f(detail));

  // Unpack a block, then call back.
  unionmap.load = (map, block, callback) => unionmap.wait(map, unionmap.unpack(block).then(callback));

  // Do something now, or once the map is near enough.
  unionmap.from = (map, zoom, callback) => {
    const near = () => {
      if (map.getZoom() < zoom) return;
      map.off("zoomend", near);
      callback();
    };
    if (zoom && map.getZoom() < zoom) map.on("zoomend", near);
    else callback();
  };

  unionmap.failed = (map, error) => map.getContainer().appendChild(unionmap.element("p", "um-failed", String(error)));

  // The page counts as ready when nothing is left to wait for and all is drawn.
  unionmap.wait = (map, work) => {
    const state = unionmap.of(map);
    state.waiting += 1;
    work
      .catch((error) => unionmap.failed(map, error))
      .finally(() => {
        state.waiting -= 1;
        unionmap.ready(map);
      });
  };

  unionmap.ready = (map) => {
    const state = unionmap.of(map);
    if (state.waiting > 0) return;
    const drawn = state.sites.reduce((sum, layer) => sum + layer.shown(), 0);
    map.getContainer().dataset.unionmapSites = String(drawn);
    unionmap.tell(map, "ready", drawn);
  };

  // A frame may be laid out after its page has loaded: a view fitted to no size would be the whole world. A clock looks,
  // for observers sleep in a frame that is not in sight.
  unionmap.sized = (map, callback) => {
    const box = map.getContainer();
    const state = unionmap.of(map);
    const fits = () => {
      if (!box.clientWidth || !box.clientHeight) return false;
      map.invalidateSize({ animate: false, pan: false });
      callback();
      return true;
    };
    const look = () => {
      if (!fits()) {
        setTimeout(look, 100);
        return;
      }
      state.waiting -= 1;
      unionmap.ready(map);
    };
    if (fits()) return;
    state.waiting += 1;
    setTimeout(look, 100);
  };

  // The view is known before anything is unpacked, so that nothing is drawn twice.
  unionmap.start = (map, block, bounds) => {
    map.getContainer().setAttribute("role", "application");
    unionmap.sized(map, () => map.fitBounds(bounds, { animate: false }));
    L.control.scale({ imperial: false }).addTo(map);
    unionmap.load(map, block, (options) => {
      const state = unionmap.of(map);
      state.words = options.words;
      unionmap.credit(map, options.credit);
      for (const [name, word] of [["in", options.words.zoom_in], ["out", options.words.zoom_out]]) {
        const button = map.getContainer().querySelector(".leaflet-control-zoom-" + name);
        if (button) {
          button.title = word;
          button.setAttribute("aria-label", word);
        }
      }
    });
  };

  // Leaflet's own attribution control writes markup; this one writes text.
  unionmap.credit = (map, text) => {
    const Credit = L.Control.extend({
      options: { position: "bottomright" },
      onAdd: () => unionmap.element("div", "um-credit", text),
    });
    new Credit().addTo(map);
  };

  unionmap.tiles = (map, block) => {
    unionmap.load(map, block, (options) => {
      L.tileLayer(options.url, { maxZoom: 19 }).addTo(map);
      unionmap.credit(map, options.attribution);
    });
  };

  // Where a search starts, above all names and symbols.
  unionmap.pin = (at) =>
    L.circleMarker(at, { radius: 9, color: "#fff", weight: 3, fillColor: "#1a5fb4", fillOpacity: 1, pane: "markerPane", interactive: false });

  // A canvas that covers the view and a margin; a layer extends it with _draw, which runs once its _data is there.
  unionmap.Canvas = L.Renderer.extend({
    options: { padding: 0.2 },

    _initContainer() {
      this._container = unionmap.element("canvas", this.options.pane.replace("unionmap", "um"));
      this._ctx = this._container.getContext("2d");
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._ctx.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      if (this._data) this._draw();
    },
  });
})();
