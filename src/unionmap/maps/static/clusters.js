// Which sites stand together at a scale. Cells are bound to the world, and a cell looks only at its neighbours, so what
// is in view changes nothing: panning does not reshuffle.
(function () {
  "use strict";
  const { unionmap } = window;
  const CELL = 56;
  const MARGIN = 5; // cells beyond the view that two rounds of joining can reach
  const ROUNDS = 2;
  const ALONE = 8;

  unionmap.clusterRadius = (count) => (count > 1 ? 13 + Math.min(11, 3 * Math.log2(count)) : ALONE);

  // Groups of the sites in view. Positions are world pixels at this scale.
  unionmap.clusters = (view, wx, wy, visible, kinds, scale) => {
    const col0 = Math.floor(view.west / CELL) - MARGIN;
    const row0 = Math.floor(view.north / CELL) - MARGIN;
    const cols = Math.floor(view.east / CELL) + MARGIN - col0 + 1;
    const rows = Math.floor(view.south / CELL) + MARGIN - row0 + 1;
    const size = cols * rows;
    const many = kinds.count;
    const grid = {
      cols, rows, count: new Int32Array(size), first: new Int32Array(size).fill(-1),
      x: new Float64Array(size), y: new Float64Array(size), tally: new Int32Array(size * many), root: new Int32Array(size),
    };
    const place = new Int32Array(wx.length).fill(-1);
    const factor = scale / CELL;
    for (let i = 0; i < wx.length; i += 1) {
      if (!visible[i]) continue;
      const col = Math.floor(wx[i] * factor) - col0;
      if (col < 0 || col >= cols) continue;
      const row = Math.floor(wy[i] * factor) - row0;
      if (row < 0 || row >= rows) continue;
      const cell = row * cols + col;
      place[i] = cell;
      if (!grid.count[cell]) grid.first[cell] = i;
      grid.count[cell] += 1;
      grid.x[cell] += wx[i] * scale;
      grid.y[cell] += wy[i] * scale;
      grid.tally[cell * many + kinds.of[i]] += 1;
    }
    for (let cell = 0; cell < size; cell += 1) {
      grid.root[cell] = cell;
      if (!grid.count[cell]) continue;
      grid.x[cell] /= grid.count[cell];
      grid.y[cell] /= grid.count[cell];
    }
    for (let round = 0; round < ROUNDS; round += 1) join(grid, many);
    const groups = [];
    for (let cell = 0; cell < size; cell += 1) {
      if (!grid.count[cell]) continue;
      groups.push({
        cell, x: grid.x[cell], y: grid.y[cell], count: grid.count[cell], first: grid.first[cell],
        tally: grid.tally.subarray(cell * many, (cell + 1) * many),
      });
    }
    const rootOf = (cell) => {
      let at = cell;
      while (grid.root[at] !== at) at = grid.root[at];
      return at;
    };
    return { groups, cellOf: (i) => (place[i] < 0 ? -1 : rootOf(place[i])) };
  };

  // A group joins the largest neighbour that it touches, if that one joins nobody itself.
  function join(grid, many) {
    const goal = new Int32Array(grid.count.length).fill(-1);
    for (let cell = 0; cell < goal.length; cell += 1) if (grid.count[cell]) goal[cell] = best(grid, cell, () => true);
    const moves = [];
    for (let cell = 0; cell < goal.length; cell += 1) {
      if (goal[cell] < 0) continue;
      const to = best(grid, cell, (other) => goal[other] < 0);
      if (to >= 0) moves.push([cell, to]);
    }
    for (const [from, to] of moves) {
      const [n, m] = [grid.count[to], grid.count[from]];
      grid.x[to] = (grid.x[to] * n + grid.x[from] * m) / (n + m);
      grid.y[to] = (grid.y[to] * n + grid.y[from] * m) / (n + m);
      grid.count[to] = n + m;
      grid.count[from] = 0;
      grid.root[from] = to;
      for (let k = 0; k < many; k += 1) grid.tally[to * many + k] += grid.tally[from * many + k];
    }
  }

  function best(grid, cell, may) {
    const col = cell % grid.cols;
    const radius = unionmap.clusterRadius(grid.count[cell]);
    let found = -1;
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        const other = cell + dy * grid.cols + dx;
        if (other === cell || col + dx < 0 || col + dx >= grid.cols || !grid.count[other] || !larger(grid, other, cell)) continue;
        const gap = Math.hypot(grid.x[other] - grid.x[cell], grid.y[other] - grid.y[cell]);
        if (gap > radius + unionmap.clusterRadius(grid.count[other]) + 2 || !may(other)) continue;
        if (found < 0 || larger(grid, other, found)) found = other;
      }
    }
    return found;
  }

  function larger(grid, one, other) {
    return grid.count[one] > grid.count[other] || (grid.count[one] === grid.count[other] && one < other);
  }
})();
