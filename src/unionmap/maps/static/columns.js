// Sites as columns: unpacked in the order in which they are needed, texts only when somebody asks (maps/columns.py).
(function () {
  "use strict";
  const { unionmap } = window;
  const DEGREE = 1e6;

  const text = (bytes) => new TextDecoder().decode(bytes);
  const cut = (bytes, count) => (count ? text(bytes).split("\0") : []);

  // Numbers in LEB128, one column after the other.
  function reader(bytes) {
    let at = 0;
    return (count, Kind) => {
      const out = new Kind(count);
      for (let i = 0; i < count; i += 1) {
        let value = 0;
        let unit = 1;
        let byte = bytes[at++];
        while (byte >= 128) {
          value += (byte - 128) * unit;
          unit *= 128;
          byte = bytes[at++];
        }
        out[i] = value + byte * unit;
      }
      return out;
    };
  }

  // Steps, folded (0, 1, 2, 3 stand for 0, -1, 1, -2), become degrees.
  function degrees(folded) {
    let sum = 0;
    return folded.map((value) => {
      sum += value % 2 ? -(value + 1) / 2 : value / 2;
      return sum / DEGREE;
    });
  }

  class Columns {
    constructor(lines) {
      this._lines = lines;
      this._texts = new Map();
      this.count = 0;
    }

    // Where the sites lie and how they are drawn.
    async places() {
      const [head, bytes] = await Promise.all([unionmap.unpack(this._lines[0]), unionmap.inflate(this._lines[1])]);
      const next = reader(bytes);
      this.head = head;
      const n = head.count;
      this.lon = degrees(next(n, Float64Array));
      this.lat = degrees(next(n, Float64Array));
      this.kind = next(n, Uint8Array);
      this.error = next(n, Uint32Array).map((code) => head.errors[code]);
      this.solid = next(n, Uint8Array);
      this.usable = next(n, Uint8Array);
      this.count = n;
    }

    // What filters ask, and the ids.
    async keys() {
      const { count, codes } = this.head;
      const [bytes, ids] = await Promise.all([unionmap.inflate(this._lines[2]), unionmap.inflate(this._lines[3])]);
      const next = reader(bytes);
      this.codes = Object.fromEntries(Object.keys(codes).map((name) => [name, next(count, Uint32Array)]));
      this.id = cut(ids, count);
      this._lines[2] = this._lines[3] = "";
    }

    // A cell of a column whose cells repeat.
    cell(name, i) {
      return this.codes && this.codes[name] ? this.head.codes[name][this.codes[name][i]] : "";
    }

    async _chunk(line, count) {
      if (!this._texts.has(line)) this._texts.set(line, unionmap.inflate(this._lines[line]).then((bytes) => cut(bytes, count)));
      return this._texts.get(line);
    }

    // The texts of one chunk, a list a column.
    async _part(part) {
      const { chunk, count, texts } = this.head;
      const size = Math.min(chunk, count - part * chunk);
      const [names, rest] = await Promise.all([
        this._chunk(4 + part, size),
        this._chunk(4 + part + Math.ceil(count / chunk), size * (texts.length - 1)),
      ]);
      return Object.fromEntries(texts.map((name, k) => [name, k ? rest.slice((k - 1) * size, k * size) : names]));
    }

    // All texts of a site, by column.
    async texts(i) {
      const { chunk } = this.head;
      const part = await this._part(Math.floor(i / chunk));
      return Object.fromEntries(Object.entries(part).map(([name, cells]) => [name, cells[i % chunk]]));
    }

    // Names, places and addresses of all sites, folded for a search; made once.
    folded() {
      this._folded = this._folded || this._fold();
      return this._folded;
    }

    async _fold() {
      const { chunk, count } = this.head;
      const found = [];
      for (let part = 0; part * chunk < count; part += 1) {
        const { name, address } = await this._part(part);
        name.forEach((cell, at) => {
          const i = part * chunk + at;
          found.push(unionmap.fold([cell, this.cell("place", i), address ? address[at] : this.cell("address", i)].join(" ")));
        });
      }
      return found;
    }
  }

  unionmap.fold = (words) => words.normalize("NFKC").toLowerCase();

  unionmap.columns = (lines) => new Columns(lines);
})();
