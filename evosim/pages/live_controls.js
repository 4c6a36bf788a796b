"use strict";
/* What hands touch: the vote, time, and sliders. Each says what it wants through `send`. */

class VoteBox {
  /** @param {(message: object) => void} send */
  constructor(send) {
    this.send = send;
    this.choices = document.getElementById("choices");
    this.reveal = document.getElementById("reveal");
    this.covered = document.getElementById("covered");
    document.getElementById("vote").addEventListener("submit", (event) => {
      event.preventDefault();
      send({ kind: "reveal" });
    });
  }

  build(state) {
    this.free = state.lesson.free;
    document.getElementById("ask").textContent = state.lesson.vote.ask;
    this.rows = state.lesson.vote.choices.map((choice, k) => this._row(choice, k));
    this.choices.replaceChildren(...this.rows.map((row) => row.whole));
    this.show(state.counts, state.revealed);
  }

  _row(choice, k) {
    const bar = piece("i");
    const input = piece("input", { type: "number", min: 0, max: 999, value: 0, "aria-label": `votes for: ${choice}`,
      onchange: () => this._count(k, Number(input.value)) });
    const less = piece("button", { type: "button", text: "−", "aria-label": `one less for: ${choice}`,
      onclick: () => this._count(k, this.counts[k] - 1) });
    const more = piece("button", { type: "button", text: "+", "aria-label": `one more for: ${choice}`,
      onclick: () => this._count(k, this.counts[k] + 1) });
    const whole = piece("div", { class: "choice" }, piece("div", { class: "label" }, bar, piece("span", { text: choice })),
      piece("div", { class: "count" }, less, input, more));
    return { whole, bar, input, buttons: [less, more] };
  }

  _count(k, value) {
    const counts = [...this.counts];
    counts[k] = Math.min(999, Math.max(0, Math.round(value) || 0));
    this.send({ kind: "votes", counts });
  }

  show(counts, revealed) {
    this.counts = counts;
    const all = counts.reduce((a, b) => a + b, 0);
    this.rows.forEach((row, k) => {
      row.input.value = counts[k];
      row.bar.style.width = all ? `${100 * counts[k] / all}%` : "0";
      for (const one of [row.input, ...row.buttons]) one.disabled = revealed;
    });
    this.reveal.disabled = revealed || (!all && !this.free);
    this.reveal.textContent = revealed ? "Uncovered" : "Uncover the plots";
    this.covered.textContent = revealed ? `${all} predicted` : all ? "" : this.free ? "predict, or just look" : "predict first: count hands";
  }
}

class Turning {
  /** @param {(message: object) => void} begin  called with sliders moved, by side */
  constructor(begin) {
    this.home = document.getElementById("sliders");
    this.button = document.getElementById("begin");
    this.button.addEventListener("click", () => begin());
  }

  build(state) {
    this.moved = { a: { ...state.moved.a }, b: { ...state.moved.b } };
    this.values = { a: {}, b: {} };
    this.rows = {};
    this.home.replaceChildren(...state.sliders.a.map((slider, k) => this._row(slider, state.sliders.b[k])));
    const turn = document.getElementById("turn");
    turn.hidden = !state.sliders.a.length && !state.lesson.exercise;
    turn.open = turn.open || state.lesson.free;
    const before = document.querySelector(state.lesson.free ? ".sides" : "#code"); // near at hand where all can be turned
    before.before(turn);
    this.button.hidden = !state.sliders.a.length;
    turn.querySelector("summary").textContent = [state.lesson.exercise && "Exercise", state.sliders.a.length
      && "turn something"].filter(Boolean).join(": ").replace(/^t/, "T");
    document.getElementById("exercise").replaceChildren(...prose(state.lesson.exercise));
  }

  _row(a, b) {
    const what = piece("div", { class: "what" }, piece("b", { text: a.label }), piece("small", { text: a.help }));
    const row = piece("div", { class: "slider", "data-slider": a.name }, what, this._hand("a", a), this._hand("b", b));
    this.rows[a.name] = row;
    this._compare(a.name);
    return row;
  }

  _hand(side, slider) {
    const output = piece("output");
    const input = slider.words.length
      ? piece("select", {}, ...slider.words.map((word) => piece("option", { value: word, text: word })))
      : piece("input", { type: "range", min: slider.low, max: slider.high, step: slider.step });
    input.setAttribute("aria-label", `${slider.label}, ${side.toUpperCase()}`);
    input.dataset.side = side;
    input.value = slider.value;
    const label = piece("label", {}, piece("b", { text: side.toUpperCase() }), input, output);
    const show = (value) => {
      output.textContent = slider.words.length ? "" : `${plainNumber(value)} ${slider.unit}`.trim();
      label.classList.toggle("moved", slider.name in this.moved[side]);
      this.values[side][slider.name] = value;
    };
    show(slider.value);
    input.addEventListener("input", () => {
      const value = slider.words.length ? input.value : Number(input.value);
      this.moved[side][slider.name] = slider.step === 1 || slider.step === 16 ? Math.round(value) : value;
      show(value);
      this._compare(slider.name);
    });
    return label;
  }

  _compare(name) {
    this.rows[name]?.classList.toggle("differs", this.values.a[name] !== this.values.b[name]);
  }
}
