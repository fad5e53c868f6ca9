// The base map: many shapes that nobody clicks, on one canvas and without an object a vertex.
(function () {
  "use strict";
  const { unionmap } = window;
  const FAR = 15000; // pixels beyond which a canvas is no longer exact
  const STEP = 0.7; // pixels between vertices that the eye tells apart

  const world = (x, y) => [(x + 180) / 360, 0.5 - Math.asinh(Math.tan((y * Math.PI) / 180)) / (2 * Math.PI)];

  // Steps of 1e-5 degree become places in the square of the world, and the box that they fill.
  function ring(steps) {
    const at = new Float64Array(steps.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      const [x, y] = world(lon / 1e5, lat / 1e5);
      at[i] = x;
      at[i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return { at, box, lat: lat / 1e5 };
  }

  const apart = (a, b) => a[0] > b[2] || a[2] < b[0] || a[1] > b[3] || a[3] < b[1];

  const Ground = unionmap.Canvas.extend({
    options: { pane: "unionmap-ground" },

    initialize() {
      unionmap.Canvas.prototype.initialize.call(this, {});
      this._data = [];
    },

    // Shapes keep the order in which their layers were added, whichever is unpacked first.
    put(place, data) {
      this._data[place] = data.shapes.map((rings, i) => {
        const style = { weight: 1, fill: true, fillOpacity: 1, opacity: 1, ...data.styles[i] };
        return { rings: rings.map(ring), closed: data.closed[i], style };
      });
      this._soon = this._soon || L.Util.requestAnimFrame(this._again, this);
    },

    _again() {
      this._soon = null;
      if (this._container) this._update();
    },

    _draw() {
      const scale = 256 * 2 ** this._map.getZoom();
      const origin = this._map.getPixelOrigin();
      const { min, max } = this._bounds;
      const edge = [min.x + origin.x - 8, min.y + origin.y - 8, max.x + origin.x + 8, max.y + origin.y + 8];
      this._view = { scale, origin, box: edge.map((pixel) => pixel / scale), edge };
      for (const shapes of this._data) (shapes || []).forEach((shape) => this._shape(shape));
    },

    _shape({ rings, closed, style }) {
      const c = this._ctx;
      c.beginPath();
      if (style.radius) this._circle(rings[0], style.radius);
      else rings.forEach((one) => apart(one.box, this._view.box) || this._ring(one, closed));
      if (closed && style.fill && style.fillColor) {
        c.globalAlpha = style.fillOpacity;
        c.fillStyle = style.fillColor;
        c.fill("evenodd");
      }
      if (style.weight) {
        c.globalAlpha = style.opacity;
        c.lineWidth = style.weight;
        c.lineJoin = c.lineCap = "round";
        c.strokeStyle = style.color;
        c.stroke();
      }
      c.globalAlpha = 1;
    },

    _circle({ at, lat }, metres) {
      const { scale, origin } = this._view;
      const radius = (metres * scale) / (unionmap.EQUATOR_M * Math.cos((lat * Math.PI) / 180));
      const [x, y] = [at[0] * scale - origin.x, at[1] * scale - origin.y];
      this._ctx.moveTo(x + radius, y);
      this._ctx.arc(x, y, radius, 0, 2 * Math.PI);
    },

    _ring({ at, box }, closed) {
      const { scale, origin, edge } = this._view;
      const [west, north, east, south] = box.map((part) => part * scale);
      if (west < edge[0] - FAR || north < edge[1] - FAR || east > edge[2] + FAR || south > edge[3] + FAR) {
        this._clipped(at, closed);
        return;
      }
      const c = this._ctx;
      let [x, y] = [Infinity, Infinity];
      for (let i = 0; i < at.length; i += 2) {
        const px = at[i] * scale - origin.x;
        const py = at[i + 1] * scale - origin.y;
        if (i && i < at.length - 2 && Math.abs(px - x) < STEP && Math.abs(py - y) < STEP) continue;
        if (i) c.lineTo(px, py);
        else c.moveTo(px, py);
        x = px;
        y = py;
      }
      if (closed) c.closePath();
    },

    // Near enough, most of a ring lies far outside: what does is cut off.
    _clipped(at, closed) {
      const { scale, origin } = this._view;
      const c = this._ctx;
      const bounds = L.bounds(this._bounds.min.subtract([8, 8]), this._bounds.max.add([8, 8]));
      const points = [];
      for (let i = 0; i < at.length; i += 2) points.push(L.point(at[i] * scale - origin.x, at[i + 1] * scale - origin.y));
      if (closed) {
        const inside = L.PolyUtil.clipPolygon(points, bounds, false);
        inside.forEach((p, i) => (i ? c.lineTo(p.x, p.y) : c.moveTo(p.x, p.y)));
        if (inside.length) c.closePath();
        return;
      }
      for (let i = 1; i < points.length; i += 1) {
        const part = L.LineUtil.clipSegment(points[i - 1], points[i], bounds, false, false);
        if (!part) continue;
        c.moveTo(part[0].x, part[0].y);
        c.lineTo(part[1].x, part[1].y);
      }
    },
  });

  // A layer of the base map, unpacked once the map is at this zoom.
  unionmap.ground = (map, id, from) => {
    const state = unionmap.of(map);
    state.ground = state.ground || new Ground().addTo(map);
    const place = (state.grounds += 1);
    unionmap.from(map, from, () => unionmap.load(map, unionmap.lines(id)[0], (data) => state.ground.put(place, data)));
    return state.ground;
  };
})();
