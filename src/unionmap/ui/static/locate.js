// One button: ask the browser where it is, and search there. The position goes to the server for this search only.
export default function ({ data, parentElement, setTriggerValue }) {
  const { element } = window.unionmap;
  let button = parentElement.querySelector("button");
  if (!button) {
    button = parentElement.appendChild(element("button", "um-locate"));
    button.type = "button";
    parentElement.appendChild(element("p", "um-locate-note")).setAttribute("role", "status");
  }
  const note = parentElement.querySelector("p");
  button.textContent = data.words.ask;
  note.textContent = note.textContent || data.words.privacy;
  button.onclick = () => {
    if (!window.isSecureContext || !navigator.geolocation) {
      note.textContent = data.words.unavailable;
      return;
    }
    note.textContent = data.words.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        note.textContent = data.words.found;
        setTriggerValue("position", [coords.longitude, coords.latitude, coords.accuracy]);
      },
      (error) => (note.textContent = error.code === 1 ? data.words.refused : data.words.failed),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  };
}
