// Sites on one canvas: symbols by kind, clusters bound to the world (so they do not reshuffle), hit test, cards.
(function () {
  "use strict";
  const { unionmap } = window;
  const CELL = 56;
  const SIZE = 7;
  const NEAR = 14;
  const APART = 40;
  const APART_ZOOM = 14;

  const PATHS = {
    circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
    square: (c, r) => c.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
    triangle: (c, r) => polygon(c, r * 1.2, 3, -Math.PI / 2),
    diamond: (c, r) => polygon(c, r * 1.2, 4, -Math.PI / 2),
    pentagon: (c, r) => polygon(c, r * 1.1, 5, -Math.PI / 2),
  };

  function polygon(c, r, corners, turn) {
    for (let i = 0; i < corners; i += 1) {
      const a = turn + (2 * Math.PI * i) / corners;
      c[i ? "lineTo" : "moveTo"](r * Math.cos(a), r * Math.sin(a));
    }
    c.closePath();
  }

  // Groups of neighbouring cells whose circles would overlap become one.
  function merge(groups) {
    const kept = [];
    groups.sort((a, b) => b.members.length - a.members.length || a.members[0] - b.members[0]);
    for (const group of groups) {
      const near = kept.find((k) => Math.hypot(k.x - group.x, k.y - group.y) < (k.members.length > 1 ? APART : 2 * SIZE));
      if (!near) {
        kept.push(group);
        continue;
      }
      const [n, m] = [near.members.length, group.members.length];
      near.x = (near.x * n + group.x * m) / (n + m);
      near.y = (near.y * n + group.y * m) / (n + m);
      near.members.push(...group.members);
    }
    return kept;
  }

  const SiteCanvas = unionmap.Canvas.extend({
    options: { pane: "unionmap-sites" },

    initialize(block, map) {
      unionmap.Canvas.prototype.initialize.call(this, {});
      this._count = 0;
      this._groups = [];
      this._chosen = -1;
      unionmap.of(map).sites.push(this);
      unionmap.load(map, block, (data) => this._take(data));
    },

    _take(data) {
      this._data = data;
      const lon = unionmap.sums(data.x, 1e6);
      const lat = unionmap.sums(data.y, 1e6);
      this._count = lon.length;
      this._lon = lon;
      this._lat = lat;
      this._wx = lon.map((x) => (x + 180) / 360);
      this._wy = lat.map((y) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (y * Math.PI) / 360)) / (2 * Math.PI));
      this._visible = new Uint8Array(this._count).fill(1);
      this._index = new Map(data.id.map((id, i) => [id, i]));
      if (this._container) this._update();
    },

    shown() {
      return this._visible ? this._visible.reduce((sum, on) => sum + on, 0) : 0;
    },

    // Show the sites whose id is in a set; null shows all.
    show(ids) {
      for (let i = 0; i < this._count; i += 1) this._visible[i] = !ids || ids.has(this._data.id[i]) ? 1 : 0;
      if (this._chosen >= 0 && !this._visible[this._chosen]) this._close();
      if (this._container) this._update();
    },

    boundsOfShown() {
      const bounds = L.latLngBounds([]);
      for (let i = 0; i < this._count; i += 1) if (this._visible[i]) bounds.extend([this._lat[i], this._lon[i]]);
      return bounds;
    },

    site(i) {
      const { _data: d } = this;
      return {
        id: d.id[i], name: d.name[i], place: d.place[i], kind: d.kinds[d.kind[i]], lines: d.lines[i] || {},
        titles: d.titles, links: d.links[i] || {}, apps: d.apps, url: d.url[i] || "", lat: this._lat[i], lon: this._lon[i],
      };
    },

    sites() {
      return Array.from({ length: this._count }, (_, i) => i).filter((i) => this._visible[i]);
    },

    // Leaflet's renderer interface -------------------------------------------------------------
    onAdd(map) {
      unionmap.Canvas.prototype.onAdd.call(this);
      map.on("click", this._click, this);
      map.on("mousemove", this._hover, this);
    },

    onRemove(map) {
      map.off("click", this._click, this);
      map.off("mousemove", this._hover, this);
      L.DomUtil.remove(this._container);
      this._container = null;
    },

    // Drawing ----------------------------------------------------------------------------------
    _draw() {
      this._groups = this._group();
      const loners = this._groups.filter((g) => g.members.length === 1);
      loners.forEach((g) => this._drawError(g));
      loners.forEach((g) => this._drawSite(g));
      this._groups.filter((g) => g.members.length > 1).forEach((g) => this._drawCluster(g));
      unionmap.ready(this._map);
    },

    _group() {
      const zoom = this._map.getZoom();
      const scale = 256 * 2 ** zoom;
      const origin = this._map.getPixelOrigin();
      const { min, max } = this._bounds;
      const together = this._data.cluster && zoom < APART_ZOOM;
      const cells = new Map();
      const groups = [];
      for (let i = 0; i < this._count; i += 1) {
        if (!this._visible[i]) continue;
        const wx = this._wx[i] * scale;
        const wy = this._wy[i] * scale;
        const x = wx - origin.x;
        const y = wy - origin.y;
        if (x < min.x - CELL || y < min.y - CELL || x > max.x + CELL || y > max.y + CELL) continue;
        const cell = together ? Math.floor(wx / CELL) * 67108864 + Math.floor(wy / CELL) : i;
        let group = cells.get(cell);
        if (!group) {
          group = { members: [], x: 0, y: 0 };
          cells.set(cell, group);
          groups.push(group);
        }
        group.members.push(i);
        group.x += x;
        group.y += y;
      }
      for (const group of groups) {
        group.x /= group.members.length;
        group.y /= group.members.length;
      }
      return together ? merge(groups) : groups;
    },

    _drawError({ members: [i], x, y }) {
      const error = this._data.error[i];
      const metres = (40075016.686 * Math.cos((this._lat[i] * Math.PI) / 180)) / (256 * 2 ** this._map.getZoom());
      const radius = error / metres;
      if (this._data.solid[i] ? radius < 2 * SIZE || i !== this._chosen : radius < 2 * SIZE || radius > 4000) return;
      const c = this._ctx;
      c.beginPath();
      c.arc(x, y, radius, 0, 2 * Math.PI);
      c.setLineDash([4, 4]);
      c.lineWidth = 1;
      c.strokeStyle = "rgba(60,55,45,.45)";
      c.stroke();
      c.setLineDash([]);
    },

    _drawSite({ members: [i], x, y }) {
      const kind = this._data.kinds[this._data.kind[i]];
      const c = this._ctx;
      const chosen = i === this._chosen;
      c.save();
      c.translate(x, y);
      c.beginPath();
      (PATHS[kind.symbol] || PATHS.circle)(c, chosen ? SIZE + 3 : SIZE);
      c.lineWidth = 4;
      c.strokeStyle = "#fff";
      c.stroke();
      c.fillStyle = this._data.solid[i] ? kind.colour : "#fff";
      c.fill();
      c.lineWidth = chosen ? 3 : 2;
      c.strokeStyle = chosen ? "#1d1b16" : this._data.solid[i] ? "rgba(29,27,22,.75)" : kind.colour;
      c.stroke();
      c.restore();
    },

    _drawCluster({ members, x, y }) {
      const c = this._ctx;
      const tally = new Map();
      members.forEach((i) => tally.set(this._data.kind[i], (tally.get(this._data.kind[i]) || 0) + 1));
      const radius = 13 + Math.min(11, 3 * Math.log2(members.length));
      let turn = -Math.PI / 2;
      for (const [kind, count] of tally) {
        const end = turn + (2 * Math.PI * count) / members.length;
        c.beginPath();
        c.arc(x, y, radius - 2, turn, end);
        c.lineWidth = 5;
        c.strokeStyle = this._data.kinds[kind].colour;
        c.stroke();
        turn = end;
      }
      c.beginPath();
      c.arc(x, y, radius - 4, 0, 2 * Math.PI);
      c.fillStyle = "#fff";
      c.fill();
      c.fillStyle = "#1d1b16";
      c.font = "600 12px system-ui, sans-serif";
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.fillText(String(members.length), x, y + 0.5);
    },

    // Reaching ---------------------------------------------------------------------------------
    _at(point) {
      return this._groups
        .map((g) => ({ group: g, far: Math.hypot(g.x - point.x, g.y - point.y) }))
        .filter((hit) => hit.far <= (hit.group.members.length > 1 ? 22 : NEAR))
        .sort((a, b) => a.far - b.far)
        .map((hit) => hit.group);
    },

    // Sites under a point of the container, nearest first: what a click there would reach.
    hit(containerPoint) {
      return this._at(this._map.containerPointToLayerPoint(containerPoint)).flatMap((g) => g.members.map((i) => this._data.id[i]));
    },

    _click(event) {
      const hits = this._at(event.layerPoint);
      if (!hits.length || unionmap.of(this._map).picking) {
        unionmap.tell(this._map, "tap", event.latlng);
        return;
      }
      if (hits[0].members.length > 1) {
        const bounds = L.latLngBounds(hits[0].members.map((i) => [this._lat[i], this._lon[i]]));
        const zoom = Math.min(APART_ZOOM + 1, Math.max(this._map.getZoom() + 1, this._map.getBoundsZoom(bounds, false, [40, 40])));
        this._map.setView(bounds.getCenter(), zoom);
        return;
      }
      this.choose(hits[0].members[0], hits.slice(1, 5).filter((g) => g.members.length === 1).map((g) => g.members[0]));
    },

    _hover(event) {
      this._map.getContainer().style.cursor = this._at(event.layerPoint).length ? "pointer" : "";
    },

    chooseId(id) {
      if (!this._index || !this._index.has(id)) return false;
      const i = this._index.get(id);
      if (i === this._chosen) return true;
      const zoom = Math.max(this._map.getZoom(), APART_ZOOM);
      this._map.setView([this._lat[i], this._lon[i]], zoom, { animate: false });
      this.choose(i, []);
      return true;
    },

    choose(i, others) {
      this._chosen = i;
      this._update();
      const site = this.site(i);
      this._popup = L.popup({ maxWidth: Math.min(300, this._map.getSize().x - 72), autoPanPadding: [16, 16] })
        .setLatLng([site.lat, site.lon])
        .setContent(unionmap.card(site, others.map((j) => ({ name: this._data.name[j], go: () => this.choose(j, [i]) }))))
        .openOn(this._map);
      this._popup.on("remove", () => this._close());
      unionmap.tell(this._map, "choose", site.id);
    },

    _close() {
      if (this._chosen < 0) return;
      this._chosen = -1;
      if (this._popup) this._map.closePopup(this._popup);
      if (this._container) this._update();
    },
  });

  unionmap.sites = (map, block) => new SiteCanvas(block, map).addTo(map);
})();
