// Tells the map of the same name what to show. It has no face.
const frames = (window.unionmapFrames = window.unionmapFrames || {});
const FILTERS = ["filter", "fit"];

export default function ({ data }) {
  const entry = (frames[data.name] = frames[data.name] || { want: {}, sent: {}, ready: false, view: null });
  const late = data.asked && data.asked < (entry.asked || 0); // the filters have changed since: see filters.js
  const kept = late ? Object.fromEntries(FILTERS.map((name) => [name, entry.want[name]])) : {};
  entry.want = { ...Object.fromEntries(data.commands), ...kept };
  if (entry.flush) entry.flush();
}
