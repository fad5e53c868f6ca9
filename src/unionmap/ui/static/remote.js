// Tells the map of the same name what to show. It has no face.
const frames = (window.unionmapFrames = window.unionmapFrames || {});

export default function ({ data }) {
  const entry = (frames[data.name] = frames[data.name] || { want: {}, sent: {}, ready: false, view: null });
  entry.want = Object.fromEntries(data.commands);
  if (entry.flush) entry.flush();
}
