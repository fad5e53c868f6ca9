// From WGS-84 to the datums that Chinese map apps expect: the formulas of unionmap.crs, which the tests compare.
(function () {
  "use strict";
  const { unionmap } = window;
  const AXIS_M = 6378245.0;
  const E2 = 0.00669342162296594323;
  const TURN = (Math.PI * 3000.0) / 180.0;
  const { sin, cos, sqrt, PI } = Math;

  function wobble(x, y) {
    const root = sqrt(Math.abs(x));
    const fine = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
    let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + fine;
    north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
    north += ((160 * sin((y / 12) * PI) + 320 * sin((y / 30) * PI)) * 2) / 3;
    let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + fine;
    east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
    east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
    return [east, north];
  }

  function gcj(lon, lat) {
    const [east, north] = wobble(lon - 105, lat - 35);
    const phi = (lat * PI) / 180;
    const magic = 1 - E2 * sin(phi) ** 2;
    const meridian = (AXIS_M * (1 - E2)) / magic ** 1.5;
    const parallel = (AXIS_M / sqrt(magic)) * cos(phi);
    return [lon + ((east / parallel) * 180) / PI, lat + ((north / meridian) * 180) / PI];
  }

  function bd(lon, lat) {
    const [x, y] = gcj(lon, lat);
    const radius = Math.hypot(x, y) + 0.00002 * sin(y * TURN);
    const theta = Math.atan2(y, x) + 0.000003 * cos(x * TURN);
    return [radius * cos(theta) + 0.0065, radius * sin(theta) + 0.006];
  }

  const SHIFTS = { gcj02: gcj, bd09: bd };

  // Where the shift applies is the server's to say: a rectangle of degrees, west, south, east, north.
  unionmap.shift = (lon, lat, datum, [west, south, east, north]) => {
    const inside = lon >= west && lon <= east && lat >= south && lat <= north;
    return inside && SHIFTS[datum] ? SHIFTS[datum](lon, lat) : [lon, lat];
  };
})();
