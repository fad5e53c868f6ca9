// Reporting a wrong entry: one button, then one tap on what is wrong. Nothing but the site, the complaint and, where
// it is made in words, the text is sent. The node outlives a redrawing of the list around it.
(function () {
  "use strict";
  const { unionmap } = window;
  const PATIENCE_MS = 15000;

  // A node with `update(data)`; its `send` takes what is reported.
  unionmap.report = (site) => {
    const { element } = unionmap;
    const node = element("div", "um-report");
    const ask = node.appendChild(element("button", "um-report-ask"));
    ask.type = "button";
    const choices = node.appendChild(element("div", "um-report-choices"));
    choices.setAttribute("role", "group");
    const note = node.appendChild(element("p", "um-report-note"));
    note.setAttribute("role", "status");
    let [data, drawn, late] = [null, "", 0];
    let [asked, waiting] = [0, false];

    const unfold = (open) => {
      choices.hidden = !open;
      ask.setAttribute("aria-expanded", String(open));
    };
    const say = (text) => (note.textContent = text);
    // What waits is not disabled, for it would lose the focus; it does nothing meanwhile.
    const wait = (on) => {
      waiting = on;
      choices.setAttribute("aria-busy", String(on));
    };

    function report(complaint, text) {
      if (waiting) return;
      asked = Math.max(Date.now(), asked + 1);
      say(data.words.sending);
      wait(true);
      late = setTimeout(() => {
        wait(false);
        say(data.words.failed);
      }, PATIENCE_MS);
      node.send({ site: site.id, complaint, text, asked });
    }

    function settle(answer) {
      if (!asked || answer.asked !== asked) return;
      asked = 0;
      clearTimeout(late);
      wait(false);
      say(answer.said);
      if (!answer.kept) return;
      const held = choices.contains(node.getRootNode().activeElement);
      unfold(false);
      choices.querySelectorAll("textarea").forEach((field) => (field.value = ""));
      if (held) ask.focus({ preventScroll: true });
    }

    function written(key, { label, symbol }) {
      const form = element("form", "um-report-words");
      const head = form.appendChild(button(label, symbol, () => {
        body.hidden = !body.hidden;
        head.setAttribute("aria-expanded", String(!body.hidden));
        if (!body.hidden) field.focus();
      }));
      head.setAttribute("aria-expanded", "false");
      const body = form.appendChild(element("div"));
      body.hidden = true;
      const caption = body.appendChild(element("label", "", data.words.own_words));
      const field = caption.appendChild(Object.assign(element("textarea"), { rows: 3, maxLength: data.longest, required: true }));
      body.appendChild(element("button", "um-report-send", data.words.send)).type = "submit";
      form.onsubmit = (event) => {
        event.preventDefault();
        report(key, field.value);
      };
      return form;
    }

    function button(label, symbol, press) {
      const made = element("button");
      made.type = "button";
      made.appendChild(element("span", "", symbol)).setAttribute("aria-hidden", "true");
      made.appendChild(element("span", "", label));
      made.onclick = press;
      return made;
    }

    function draw() {
      ask.textContent = data.words.ask;
      choices.setAttribute("aria-label", data.words.which);
      choices.replaceChildren(element("p", "", data.words.which));
      for (const key of site.complaints) {
        const one = data.complaints[key];
        choices.appendChild(one.written ? written(key, one) : button(one.label, one.symbol, () => report(key, "")));
      }
      choices.appendChild(element("small", "", data.words.privacy));
    }

    ask.onclick = () => {
      say("");
      unfold(choices.hidden);
    };
    node.update = (given) => {
      data = given;
      const wanted = JSON.stringify([data.words, data.complaints, site.complaints]);
      if (drawn !== wanted) draw();
      drawn = wanted;
      if (data.answer) settle(data.answer);
      return node;
    };
    unfold(false);
    return node;
  };
})();
