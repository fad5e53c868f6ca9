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
        let byte = bytes[at++];
        let value = byte & 127;
        for (let shift = 7; byte >= 128; shift += 7) {
          byte = bytes[at++];
          value |= (byte & 127) << shift;
        }
        out[i] = value;
      }
      return out;
    };
  }

  // Steps, folded (0, 1, 2, 3 stand for 0, -1, 1, -2), become degrees.
  function degrees(folded) {
    const out = new Float64Array(folded.length);
    let sum = 0;
    for (let i = 0; i < out.length; i += 1) {
      sum += (folded[i] >>> 1) ^ -(folded[i] & 1);
      out[i] = sum / DEGREE;
    }
    return out;
  }

  class Columns {
    // The lines that the first picture needs, and a promise maker of the later ones.
    constructor(lines, later) {
      this._lines = lines;
      this._later = later;
      this._texts = new Map();
      this.count = 0;
    }

    // Where the sites lie, how they are drawn, and their ids.
    async places() {
      const [first, bytes, ids] = this._lines;
      this._ids = unionmap.inflate(ids);
      const [head, places] = await Promise.all([unionmap.unpack(first), unionmap.inflate(bytes)]);
      const next = reader(places);
      const n = head.count;
      this.head = head;
      this.lon = degrees(next(n, Uint32Array));
      this.lat = degrees(next(n, Uint32Array));
      this.kind = next(n, Uint8Array);
      this.error = next(n, Uint32Array).map((code) => head.errors[code]);
      this.solid = next(n, Uint8Array);
      this.usable = next(n, Uint8Array);
      this.count = n;
      this._ids = await this._ids;
      this._lines = null;
    }

    get id() {
      this._id = this._id || cut(this._ids, this.count);
      return this._id;
    }

    // The place of an id in the columns, or undefined.
    at(id) {
      this._at = this._at || new Map(this.id.map((own, i) => [own, i]));
      return this._at.get(id);
    }

    // What filters ask; unpacked once.
    keys() {
      this._keys = this._keys || this._unlock();
      return this._keys;
    }

    async _unlock() {
      this._lines = await this._later();
      const [known, bytes] = await Promise.all([unionmap.unpack(this._lines[0]), unionmap.inflate(this._lines[1])]);
      const next = reader(bytes);
      const held = [];
      this.codes = {};
      for (const [name, column] of Object.entries(known.columns)) {
        held[column] = held[column] || next(this.count, Uint32Array);
        this.codes[name] = held[column];
      }
      Object.assign(this.head, known);
      this._lines[0] = this._lines[1] = "";
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
      await this.keys();
      const { chunk, count, texts } = this.head;
      const size = Math.min(chunk, count - part * chunk);
      const [names, rest] = await Promise.all([
        this._chunk(2 + part, size),
        texts.length > 1 ? this._chunk(2 + part + Math.ceil(count / chunk), size * (texts.length - 1)) : [],
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

  unionmap.columns = (lines, later) => new Columns(lines, later);
})();
