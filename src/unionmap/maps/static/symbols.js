// Symbols and clusters, painted once each and then copied: a copy costs a tenth of a path.
(function () {
  "use strict";
  const { unionmap } = window;
  const SIZE = 7;
  const INK = "#1d1b16";

  const PATHS = {
    circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
    square: (c, r) => c.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
    triangle: (c, r) => polygon(c, r * 1.2, 3),
    diamond: (c, r) => polygon(c, r * 1.2, 4),
    pentagon: (c, r) => polygon(c, r * 1.1, 5),
  };

  function polygon(c, r, corners) {
    for (let i = 0; i < corners; i += 1) {
      const a = (2 * Math.PI * i) / corners - Math.PI / 2;
      c[i ? "lineTo" : "moveTo"](r * Math.cos(a), r * Math.sin(a));
    }
    c.closePath();
  }

  function symbol(c, kind, solid, chosen) {
    c.beginPath();
    (PATHS[kind.symbol] || PATHS.circle)(c, chosen ? SIZE + 3 : SIZE);
    c.lineWidth = 4;
    c.strokeStyle = "#fff";
    c.stroke();
    c.fillStyle = solid ? kind.colour : "#fff";
    c.fill();
    c.lineWidth = chosen ? 3 : 2;
    c.strokeStyle = chosen ? INK : solid ? "rgba(29,27,22,.75)" : kind.colour;
    c.stroke();
  }

  // A painter of the symbols of one layer at one pixel ratio.
  unionmap.painter = (kinds, ratio) => {
    const kept = new Map();
    const side = 2 * (SIZE + 8);
    return (c, kind, solid, chosen, x, y) => {
      const key = kind * 4 + solid * 2 + (chosen ? 1 : 0);
      if (!kept.has(key)) {
        const canvas = unionmap.element("canvas");
        canvas.width = canvas.height = side * ratio;
        const own = canvas.getContext("2d");
        own.scale(ratio, ratio);
        own.translate(side / 2, side / 2);
        symbol(own, kinds[kind], solid, chosen);
        kept.set(key, canvas);
      }
      c.drawImage(kept.get(key), x - side / 2, y - side / 2, side, side);
    };
  };

  unionmap.drawCluster = (c, group, kinds, lang) => {
    const radius = unionmap.clusterRadius(group.count);
    let turn = -Math.PI / 2;
    group.tally.forEach((count, kind) => {
      if (!count) return;
      const end = turn + (2 * Math.PI * count) / group.count;
      c.beginPath();
      c.arc(group.x, group.y, radius - 2, turn, end);
      c.lineWidth = 5;
      c.strokeStyle = kinds[kind].colour;
      c.stroke();
      turn = end;
    });
    c.beginPath();
    c.arc(group.x, group.y, radius - 4, 0, 2 * Math.PI);
    c.fillStyle = "#fff";
    c.fill();
    label(c, unionmap.shortNumber(group.count, lang), group.x, group.y + 0.5, 12);
  };

  unionmap.drawNumber = (c, number, x, y) => label(c, number, x, y + 0.5, number.length > 2 ? 7 : 9);

  function label(c, text, x, y, size) {
    c.fillStyle = INK;
    c.font = `600 ${size}px system-ui, sans-serif`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillText(text, x, y);
  }

  // 12,345 is 1.2万 in Chinese and 12k in English: a cluster has room for four signs.
  unionmap.shortNumber = (count, lang) => {
    if (count < 10000) return String(count);
    const round = (value) => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
    return lang === "zh" ? round(count / 10000) + "万" : round(count / 1000) + "k";
  };

  unionmap.SIZE = SIZE;
})();
