// The map of a page, in a frame of its own origin. Commands reach it from remote.js through a registry of the window,
// so a filter crosses the wire without the map. Only two things ever go back: the id of a site that was chosen, and
// a point that the user placed while picking.
const frames = (window.unionmapFrames = window.unionmapFrames || {});

export default function ({ data, parentElement, setTriggerValue }) {
  const entry = (frames[data.name] = frames[data.name] || { want: {}, sent: {}, ready: false, view: null });
  entry.tell = setTriggerValue;

  entry.flush = () => {
    const inside = entry.frame && entry.frame.contentWindow; // null while Streamlit moves the frame about
    if (!entry.ready || !inside) return;
    const news = Object.entries(entry.want).filter(([name, value]) => entry.sent[name] !== JSON.stringify(value));
    news.forEach(([name, value]) => (entry.sent[name] = JSON.stringify(value)));
    if (news.length) inside.postMessage({ unionmapDo: news }, "*");
  };

  let frame = parentElement.querySelector("iframe");
  if (!frame) {
    frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    parentElement.appendChild(frame);
    entry.html = null;
  }
  frame.title = data.title;
  frame.style.height = data.fill ? "calc(100vh - 2rem)" : "";
  entry.frame = frame;
  if (entry.html !== data.html) {
    entry.html = data.html;
    entry.ready = false;
    entry.sent = {};
    frame.srcdoc = data.html;
  }

  const listen = (event) => {
    if (event.source !== frame.contentWindow || !event.data || !event.data.unionmap) return;
    const message = event.data.unionmap;
    if (message.view && entry.ready) entry.view = message.view;
    if ("ready" in message) {
      entry.ready = true;
      entry.sent = {};
      if (entry.view) frame.contentWindow.postMessage({ unionmapDo: [["view", entry.view]] }, "*");
      entry.flush();
    }
    if (message.choose) entry.tell("choose", message.choose);
    if (message.pick) entry.tell("pick", message.pick);
  };
  window.addEventListener("message", listen);
  return () => window.removeEventListener("message", listen);
}
