// Polygons and lines that can be pointed at, and labels.
(function () {
  "use strict";
  const { unionmap } = window;

  const unring = (steps) => {
    const out = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      out.push([y / 1e5, x / 1e5]);
    }
    return out;
  };

  unionmap.shapes = (map, id) => {
    const group = L.layerGroup().addTo(map);
    unionmap.load(map, unionmap.lines(id)[0], (data) => {
      if (data.kind) unionmap.of(map).shapes[data.kind] = group;
      const hatched = data.styles.some((style) => style.hatch);
      const renderer = hatched ? L.svg({ padding: 0.2 }) : canvas(map);
      data.shapes.forEach((rings, i) => {
        const style = { ...data.styles[i], renderer };
        if (style.hatch) style.fillColor = "url(#um-hatch)";
        const points = rings.map(unring);
        const shape = data.closed[i] ? L.polygon(points, style) : L.polyline(points, { ...style, fill: false });
        if (data.tips[i]) shape.bindTooltip(unionmap.element("span", "", data.tips[i]), { sticky: true });
        group.addLayer(shape);
      });
      if (hatched) hatch(renderer);
    });
    return group;
  };

  // Show the shapes of these kinds; null shows all.
  unionmap.showKinds = (map, kinds) => {
    for (const [kind, group] of Object.entries(unionmap.of(map).shapes)) {
      if (!kinds || kinds.includes(kind)) map.addLayer(group);
      else map.removeLayer(group);
    }
  };

  function canvas(map) {
    const state = unionmap.of(map);
    state.renderer = state.renderer || L.canvas({ padding: 0.2 });
    return state.renderer;
  }

  // Leaflet writes fill colours as attributes, so a paint server works: no list is hatched, never coloured.
  function hatch(renderer) {
    const make = (tag, attributes) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      return node;
    };
    const pattern = make("pattern", {
      id: "um-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
    });
    pattern.appendChild(make("rect", { width: 7, height: 7, fill: "#f7f5ef" }));
    pattern.appendChild(make("line", { x1: 0, y1: 0, x2: 0, y2: 7, stroke: "#b3ac9b", "stroke-width": 2 }));
    const defs = make("defs", {});
    defs.appendChild(pattern);
    renderer._container.insertBefore(defs, renderer._container.firstChild);
  }

  const LabelCanvas = unionmap.Canvas.extend({
    options: { pane: "unionmap-labels" },

    initialize(id, map) {
      unionmap.Canvas.prototype.initialize.call(this, {});
      unionmap.load(map, unionmap.lines(id)[0], (data) => {
        this._data = data;
        data.places.forEach((i) => unionmap.of(map).named.push([data.text[i], data.x[i], data.y[i]]));
        if (this._container) this._update();
      });
    },

    _draw() {
      const c = this._ctx;
      const zoom = this._map.getZoom();
      const taken = [];
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.lineJoin = "round";
      this._data.text.forEach((text, i) => {
        const from = this._data.zoom[i];
        if (zoom < from) return;
        const at = this._map.latLngToLayerPoint([this._data.y[i], this._data.x[i]]);
        if (!this._bounds.contains(at)) return;
        const big = from < 8;
        if (big && zoom >= 11) return;
        c.font = (big ? "600 14px" : "12px") + " system-ui, 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif";
        const half = c.measureText(text).width / 2 + 4;
        const box = [at.x - half, at.y - 10, at.x + half, at.y + 10];
        if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return;
        taken.push(box);
        c.lineWidth = 3.5;
        c.strokeStyle = "rgba(252,251,248,.9)";
        c.strokeText(text, at.x, at.y);
        c.fillStyle = big ? "#4a463c" : "#6f6a5d";
        c.fillText(text, at.x, at.y);
      });
    },
  });

  unionmap.labels = (map, id) => new LabelCanvas(id, map).addTo(map);
})();
