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
  const say = (word) => {
    note.dataset.word = word;
    note.textContent = data.words[word];
  };
  say(note.dataset.word || "privacy");
  button.onclick = () => {
    if (!window.isSecureContext || !navigator.geolocation) {
      say("unavailable");
      return;
    }
    say("waiting");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        say("found");
        setTriggerValue("position", [coords.longitude, coords.latitude, coords.accuracy]);
      },
      (error) => say(error.code === 1 ? "refused" : "failed"),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  };
}
