// Where a search starts: a place that is typed, a tap on the map, or the device. The start never leaves the page.
(function () {
  "use strict";
  const { unionmap } = window;
  const OFFERED = 4;
  const AXIS_M = 6378137.0;
  const E2 = 0.0066943799901413165;

  // Earth-centred coordinates on the WGS-84 ellipsoid, metres.
  function ecef(lon, lat) {
    const [x, y] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
    const n = AXIS_M / Math.sqrt(1 - E2 * Math.sin(y) ** 2);
    return [n * Math.cos(y) * Math.cos(x), n * Math.cos(y) * Math.sin(x), n * (1 - E2) * Math.sin(y)];
  }

  // The arc over a chord, for the ellipsoid's mean radius there: a millionth off at 100 km.
  unionmap.metres = (a, b) => {
    const [p, q] = [ecef(a.lon, a.lat), ecef(b.lon, b.lat)];
    const chord = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    const radius = AXIS_M * Math.sqrt(1 - E2) / (1 - E2 * Math.sin((((a.lat + b.lat) / 2) * Math.PI) / 180) ** 2);
    return 2 * radius * Math.asin(Math.min(1, chord / (2 * radius)));
  };

  // Sites in the order of a list: nearest first, those that do not count behind them: not located well enough, or called closed.
  unionmap.ranked = (found, start) => {
    if (!start) return found;
    const far = found.map(({ layer, i, open }) => {
      const { lon, lat, usable } = layer.columns();
      return { layer, i, open, metres: unionmap.metres(start, { lon: lon[i], lat: lat[i] }), apart: !usable[i] };
    });
    return far.sort((a, b) => a.apart - b.apart || a.metres - b.metres);
  };

  unionmap.distance = (metres, words) => {
    if (Math.round(metres) < 1000) return words.metres.replace("{n}", Math.round(metres));
    const tenths = Math.round(metres / 100);
    return words.kilometres.replace("{n}", tenths < 100 ? (tenths / 10).toFixed(1) : Math.round(metres / 1000));
  };

  unionmap.starts = (finder) => {
    const { map, words, parts } = finder;
    const pins = L.layerGroup().addTo(map);
    const box = parts.starts;
    const said = unionmap.element("p", "um-start");
    said.setAttribute("aria-live", "polite");

    const begin = (start) => {
      finder.start = start;
      pins.clearLayers();
      clear.hidden = !start;
      said.textContent = start ? words.from.replace("{place}", start.label) : "";
      if (start) {
        unionmap.pin([start.lat, start.lon]).addTo(pins);
        map.setView([start.lat, start.lon], Math.max(map.getZoom(), 13), { animate: false });
      }
      finder.refresh();
    };

    const button = (text, press) => {
      const made = box.appendChild(unionmap.element("button", "um-start-by", text));
      made.type = "button";
      made.onclick = () => press(made);
      return made;
    };

    button(words.locate, () => {
      if (!navigator.geolocation) return (said.textContent = words.no_position);
      said.textContent = words.waiting;
      return navigator.geolocation.getCurrentPosition(
        ({ coords }) => begin({ label: words.here, lon: coords.longitude, lat: coords.latitude }),
        () => (said.textContent = words.no_position),
        { timeout: 10000, maximumAge: 60000 },
      );
    });
    const tap = button(words.tap, () => pick(!unionmap.of(map).picking));
    const pick = (on) => {
      unionmap.of(map).picking = on;
      tap.setAttribute("aria-pressed", String(on));
      map.getContainer().classList.toggle("um-picking", on);
      if (on) said.textContent = words.tap_now;
    };
    unionmap.on(map, "tap", (at) => {
      if (!unionmap.of(map).picking) return;
      pick(false);
      begin({ label: words.tapped, lon: at.wrap().lng, lat: at.lat });
    });
    const clear = button(words.clear, () => begin(null));
    clear.hidden = true;
    box.appendChild(said);
    offer(finder, begin);
  };

  // Places of the base map whose name begins with what is typed.
  function offer(finder, begin) {
    const { map, words, parts } = finder;
    const offers = unionmap.element("div", "um-offers");
    parts.field.after(offers);
    parts.field.addEventListener("input", () => {
      offers.textContent = "";
      const typed = unionmap.fold(parts.field.value).trim();
      if (!typed) return;
      const named = unionmap.of(map).named.filter(([text]) => unionmap.fold(text).startsWith(typed));
      for (const [label, lon, lat] of named.slice(0, OFFERED)) {
        const button = offers.appendChild(unionmap.element("button", "um-offer", words.start_at.replace("{place}", label)));
        button.type = "button";
        button.onclick = () => {
          parts.field.value = "";
          offers.textContent = "";
          begin({ label, lon, lat });
        };
      }
    });
  }
})();
