// Sites on one canvas: symbols by kind, clusters, filters, hit test, cards.
(function () {
  "use strict";
  const { unionmap } = window;
  const { SIZE } = unionmap;
  const NEAR = 14;
  const APART_ZOOM = 14;
  const FAINT = 0.45;

  const SiteCanvas = unionmap.Canvas.extend({
    options: { pane: "unionmap-sites" },

    initialize(id, map) {
      unionmap.Canvas.prototype.initialize.call(this, {});
      this._groups = [];
      this._chosen = -1;
      this._wanted = {};
      unionmap.of(map).sites.push(this);
      const later = () => unionmap.later(id.replace(/_data$/, "_later"));
      unionmap.wait(map, this._take(unionmap.columns(unionmap.lines(id), later), map));
    },

    async _take(columns, map) {
      await columns.places();
      this._columns = columns;
      this._count = columns.count;
      this._wx = columns.lon.map((x) => (x + 180) / 360);
      this._wy = columns.lat.map((y) => 0.5 - Math.asinh(Math.tan((y * Math.PI) / 180)) / (2 * Math.PI));
      this._visible = new Uint8Array(this._count).fill(1);
      this._shown = this._count;
      this._data = columns.head;
      if (this._container) this._update();
      columns.keys().then(() => this._filter()).catch((error) => unionmap.failed(map, error));
    },

    // Which sites show -------------------------------------------------------------------------
    shown() {
      return this._shown || 0;
    },

    // Show the sites that meet all conditions: ids (a Set), kinds, facilities (all of them), area (an adcode), text (a
    // test of a site's place in the columns). A condition that was never given does not count; null lifts it. Those for
    // which `faint` holds are drawn pale.
    filter(conditions) {
      Object.assign(this._wanted, conditions);
      if (this._columns && this._columns.codes) this._filter();
    },

    _filter() {
      const { ids, kinds, area, facilities, text, faint } = this._wanted;
      this._faint = faint;
      const { head, codes, kind } = this._columns;
      const every = (name, test) => Uint8Array.from(head.codes[name], (cell) => (test(cell) ? 1 : 0));
      const kindOk = head.kinds.map((entry) => !kinds || kinds.includes(entry.key));
      const stem = area ? unionmap.stem(area) : "";
      const cityOk = every("city_adcode", (code) => code.startsWith(stem));
      const countyOk = every("adcode", (code) => code.startsWith(stem));
      const held = every("facility_keys", (cell) => (facilities || []).every((key) => cell.split(";").includes(key)));
      let shown = 0;
      for (let i = 0; i < this._count; i += 1) {
        const on =
          kindOk[kind[i]] &&
          (!stem || cityOk[codes.city_adcode[i]] || countyOk[codes.adcode[i]]) &&
          held[codes.facility_keys[i]] &&
          (!ids || ids.has(this._columns.id[i])) &&
          (!text || text(i));
        this._visible[i] = on ? 1 : 0;
        if (on) shown += 1;
      }
      this._shown = shown;
      if (this._chosen >= 0 && !this._visible[this._chosen]) this._close();
      if (this._container) this._update();
    },

    boundsOfShown() {
      const bounds = L.latLngBounds([]);
      const { lon, lat } = this._columns;
      for (let i = 0; i < this._count; i += 1) if (this._visible[i]) bounds.extend([lat[i], lon[i]]);
      return bounds;
    },

    // What is known without unpacking texts.
    site(i) {
      const c = this._columns;
      return {
        id: c.id[i], kind: c.head.kinds[c.kind[i]], place: c.cell("place", i), lat: c.lat[i], lon: c.lon[i],
        solid: Boolean(c.solid[i]), error: c.error[i], number: c.cell("number", i),
      };
    },

    // A site with all that its card says.
    async details(i) {
      const c = this._columns;
      const site = this.site(i);
      const texts = await c.texts(i);
      const cell = (name) => (name in texts ? texts[name] : c.cell(name, i));
      const lines = { kind: site.kind.label };
      for (const name of Object.keys(c.head.titles)) if (name !== "kind" && cell(name)) lines[name] = cell(name);
      const named = { ...site, name: texts.name };
      const links = c.usable[i] ? unionmap.links(c.head, named) : [];
      return { ...named, lines: c.head.apps.length ? lines : {}, titles: c.head.titles, links, url: cell("url") };
    },

    columns() {
      return this._columns;
    },

    sites() {
      return Array.from({ length: this._count || 0 }, (_, i) => i).filter((i) => this._visible[i]);
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
      const ratio = window.devicePixelRatio || 1;
      if (!this._paint || this._ratio !== ratio) this._paint = unionmap.painter(this._data.kinds, ratio);
      this._ratio = ratio;
      this._groups = this._group();
      const loners = this._groups.filter((g) => g.count === 1);
      loners.forEach((g) => this._drawError(g));
      loners.forEach((g) => this._drawSite(g));
      this._groups.forEach((g) => g.count > 1 && unionmap.drawCluster(this._ctx, g, this._data.kinds, this._data.lang));
      if (this._chosen >= 0) this._drawSite(this._alone(this._chosen));
      unionmap.ready(this._map);
    },

    _scale() {
      return 256 * 2 ** this._map.getZoom();
    },

    _alone(i) {
      const origin = this._map.getPixelOrigin();
      return { x: this._wx[i] * this._scale() - origin.x, y: this._wy[i] * this._scale() - origin.y, count: 1, first: i };
    },

    _group() {
      const scale = this._scale();
      const origin = this._map.getPixelOrigin();
      const view = {
        west: this._bounds.min.x + origin.x, east: this._bounds.max.x + origin.x,
        north: this._bounds.min.y + origin.y, south: this._bounds.max.y + origin.y,
      };
      if (!this._data.cluster || this._map.getZoom() >= APART_ZOOM) {
        this._cellOf = null;
        return this._each(view, scale, origin);
      }
      const kinds = { count: this._data.kinds.length, of: this._columns.kind };
      const found = unionmap.clusters(view, this._wx, this._wy, this._visible, kinds, scale);
      this._cellOf = found.cellOf;
      for (const group of found.groups) {
        group.x -= origin.x;
        group.y -= origin.y;
      }
      return found.groups;
    },

    _each(view, scale, origin) {
      const groups = [];
      const [west, east] = [(view.west - 2 * NEAR) / scale, (view.east + 2 * NEAR) / scale];
      const [north, south] = [(view.north - 2 * NEAR) / scale, (view.south + 2 * NEAR) / scale];
      for (let i = 0; i < this._count; i += 1) {
        const x = this._wx[i];
        const y = this._wy[i];
        if (!this._visible[i] || x < west || x > east || y < north || y > south) continue;
        groups.push({ x: x * scale - origin.x, y: y * scale - origin.y, count: 1, first: i });
      }
      return groups;
    },

    _drawError({ first: i, x, y }) {
      const metres = (unionmap.EQUATOR_M * Math.cos((this._columns.lat[i] * Math.PI) / 180)) / this._scale();
      const radius = this._columns.error[i] / metres;
      if (radius < 2 * SIZE || (this._columns.solid[i] ? i !== this._chosen : radius > 4000)) return;
      const c = this._ctx;
      c.beginPath();
      c.arc(x, y, radius, 0, 2 * Math.PI);
      c.setLineDash([4, 4]);
      c.lineWidth = 1;
      c.strokeStyle = "rgba(60,55,45,.45)";
      c.stroke();
      c.setLineDash([]);
    },

    _drawSite({ first: i, x, y }) {
      const { kind, solid } = this._columns;
      if (this._faint && this._faint(i)) this._ctx.globalAlpha = FAINT;
      this._paint(this._ctx, kind[i], solid[i], i === this._chosen, x, y);
      this._ctx.globalAlpha = 1;
      const number = this._columns.cell("number", i);
      if (number) unionmap.drawNumber(this._ctx, number, x, y);
    },

    // Reaching ---------------------------------------------------------------------------------
    _at(point) {
      return this._groups
        .map((g) => ({ group: g, far: Math.hypot(g.x - point.x, g.y - point.y) }))
        .filter((hit) => hit.far <= (hit.group.count > 1 ? unionmap.clusterRadius(hit.group.count) : NEAR))
        .sort((a, b) => a.far - b.far)
        .map((hit) => hit.group);
    },

    _members(group) {
      if (group.count === 1) return [group.first];
      const found = [];
      for (let i = 0; i < this._count; i += 1) if (this._cellOf(i) === group.cell) found.push(i);
      return found;
    },

    // Sites under a point of the container, nearest first: what a click there would reach.
    hit(containerPoint) {
      const groups = this._at(this._map.containerPointToLayerPoint(containerPoint));
      return groups.flatMap((g) => this._members(g).map((i) => this._columns.id[i]));
    },

    _click(event) {
      const hits = this._at(event.layerPoint);
      if (!hits.length || unionmap.of(this._map).picking) {
        unionmap.tell(this._map, "tap", event.latlng);
        return;
      }
      if (hits[0].count === 1) {
        this.choose(hits[0].first, hits.slice(1, 5).filter((g) => g.count === 1).map((g) => g.first));
        return;
      }
      const { lon, lat } = this._columns;
      const bounds = L.latLngBounds(this._members(hits[0]).map((i) => [lat[i], lon[i]]));
      const closer = Math.max(this._map.getZoom() + 1, this._map.getBoundsZoom(bounds, false, [40, 40]));
      this._map.setView(bounds.getCenter(), Math.min(APART_ZOOM + 1, closer));
    },

    _hover(event) {
      this._map.getContainer().style.cursor = this._at(event.layerPoint).length ? "pointer" : "";
    },

    chooseId(id) {
      const i = this._columns ? this._columns.at(id) : undefined;
      if (i === undefined) return false;
      if (i === this._chosen) return true;
      const zoom = Math.max(this._map.getZoom(), APART_ZOOM);
      this._map.setView([this._columns.lat[i], this._columns.lon[i]], zoom, { animate: false });
      this.choose(i, []);
      return true;
    },

    choose(i, others) {
      this._chosen = i;
      this._update();
      unionmap.tell(this._map, "choose", this._columns.id[i]);
      Promise.all([i, ...others].map((j) => this.details(j))).then(([site, ...near]) => {
        if (this._chosen !== i) return; // another was chosen meanwhile
        const buttons = near.map((other, k) => ({ name: other.name, go: () => this.choose(others[k], [i]) }));
        this._popup = L.popup({ maxWidth: Math.min(300, this._map.getSize().x - 72), autoPanPadding: [16, 16] })
          .setLatLng([site.lat, site.lon])
          .setContent(unionmap.card(site, buttons))
          .openOn(this._map);
        const own = this._popup;
        own.on("remove", () => own === this._popup && this._close());
      });
    },

    _close() {
      if (this._chosen < 0) return;
      this._chosen = -1;
      if (this._popup) this._map.closePopup(this._popup);
      if (this._container) this._update();
    },
  });

  // An adcode without the zeros that stand for "all of it".
  unionmap.stem = (adcode) => adcode.replace(/(0000|00)$/, "");

  unionmap.links = (head, site) =>
    head.apps.map(({ label, datum, url }) => {
      const [x, y] = unionmap.shift(site.lon, site.lat, datum, head.rectangle);
      const parts = { x: x.toFixed(6), y: y.toFixed(6), name: unionmap.percent(site.name) };
      return { label, url: url.replace(/\{(x|y|name)\}/g, (_, part) => parts[part]) };
    });

  unionmap.percent = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());

  unionmap.sites = (map, id) => new SiteCanvas(id, map).addTo(map);
})();
