"use strict";
/* The page of a class: it shows what the server tells, and tells the server what hands do. */

const TICKS_A_SECOND = 12; // of the living world

/** A film that plays over and over, until a newer one has come. */
class Screen {
  constructor(side, canvas, caption) {
    this.side = side;
    this.canvas = canvas;
    this.caption = caption;
    this.view = null;
  }

  show(film) {
    this.next = film;
    if (!this.view) this._take();
  }

  _take() {
    this.film = this.next;
    this.view = new WorldView(this.canvas, this.film.film);
    this.tick = 0;
    this.caption.textContent = `one band of generation ${this.film.generation}. Orange: told while watched; blue: told, `
      + "not watched; grey: told nothing";
    this.canvas.setAttribute("aria-label", `${this.side.toUpperCase()}: ${this.caption.textContent}`);
  }

  /** Some ticks further. @param {number} ticks */
  step(ticks) {
    if (!this.view) return;
    this.view.draw(this.tick, { colour: "watched" });
    this.tick += ticks;
    if (this.tick >= this.film.ticks - 1) {
      if (this.next !== this.film) this._take();
      this.tick = 0;
    }
  }
}

class Page {
  constructor() {
    this.state = null;
    const send = (message) => this.send(message);
    this.plots = new Plots(document.getElementById("plots"), document.getElementById("worlds"));
    this.vote = new VoteBox(send);
    this.turning = new Turning(() => this.begin());
    this._wire();
    this._connect();
    let before = 0;
    const step = (now) => {
      if (this.state?.playing && now - before >= 33) { // 30 frames a second are smooth enough for a class
        SIDES.forEach((side) => this.plots.views[side]?.step(TICKS_A_SECOND * Math.min(now - before, 200) / 1000));
        before = now;
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  _wire() {
    const on = (id, what, does) => document.getElementById(id).addEventListener(what, does);
    on("play", "click", () => this.send({ kind: "play", on: !this.state.playing }));
    on("restart", "click", () => this.begin());
    on("reseed", "click", () => {
      document.getElementById("seed").value = (Number(document.getElementById("seed").value) + 1) % 2 ** 31;
      this.begin();
    });
    on("save", "click", () => this.send({ kind: "save" }));
    on("lesson", "change", (event) => this.send({ kind: "choose", lesson: event.target.value }));
    document.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target.closest("input, select, button, summary, a, pre")) return;
      event.preventDefault();
      document.getElementById("play").click();
    });
  }

  _connect() {
    this.socket = new WebSocket(`ws://${location.host}/socket`);
    const link = document.getElementById("link");
    this.socket.addEventListener("open", () => { link.textContent = ""; });
    this.socket.addEventListener("message", (event) => this._hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => {
      link.textContent = "evosim live has ended; this page shows what it saw last";
      for (const one of document.querySelectorAll("main button, main input, header select")) one.disabled = true;
    });
  }

  /** Tells the server something. @param {object} message */
  send(message) {
    this.say("");
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Starts both populations anew with the sliders and the seed as they stand. */
  begin() {
    const seed = Math.round(Number(document.getElementById("seed").value)) || 0;
    this.send({ kind: "begin", seed, a: this.turning.moved.a, b: this.turning.moved.b });
  }

  /** A sentence beside the controls. */
  say(text, bad = false) {
    const note = document.getElementById("note");
    note.textContent = text;
    note.classList.toggle("bad", bad);
  }

  _hear(message) {
    const { state } = this, does = {
      state: () => this._build(message),
      row: () => { state.rows[message.side].push(message.row); this._far(message.side); this.plots.ask(); },
      curve: () => { state.curves[message.side].push(message.curve); this._far(message.side); this.plots.ask(); },
      film: () => this.plots.film(message.side, message.film),
      playing: () => { state.playing = message.on; this._time(); },
      votes: () => { state.counts = message.counts; this.vote.show(message.counts, state.revealed); },
      revealed: () => {
        this.plots.reveal();
        this.vote.show(state.counts, true);
        document.getElementById("sides").scrollIntoView({ behavior: "smooth" }); // where the plots are
      },
      ended: () => { state.ended.push(message.side); this._far(message.side); this._time(); },
      failed: () => this.say(`${message.side.toUpperCase()}: ${message.text}`, true),
      noticed: () => { state.noticed = message.noticed; this._notice(true); },
      saved: () => { state.saved = message.paths; this.say(`saved: ${message.paths.join(" and ")}`); this._time(); },
      refused: () => { this.say(message.text, true); this.vote.show(state.counts, state.revealed); },
    };
    does[message.kind]?.();
  }

  _build(state) {
    this.state = state;
    const put = (id, text) => { document.getElementById(id).textContent = text; };
    const { lesson } = state;
    document.getElementById("lesson").replaceChildren(...state.menu.map((one) => piece("option", {
      value: one.name, text: one.number ? `${one.number}  ${one.title}` : one.title })));
    document.getElementById("lesson").value = lesson.name;
    put("title", lesson.title);
    document.getElementById("question").replaceChildren(...prose(lesson.question));
    document.getElementById("seeds").replaceChildren(...prose(lesson.seeds));
    put("file", lesson.code && `evosim/${lesson.code}`);
    put("source", lesson.source);
    document.getElementById("code").hidden = !lesson.code;
    document.getElementById("seed").value = state.seed;
    put("differ", lesson.kind === "extinction" ? "" : state.differ.length
      ? `A and B differ in ${state.differ.map(([name, a, b]) => `${name}: ${a} | ${b}`).join("; ")}. All else is the same, seed and all.`
      : "A and B are alike in everything, seed and all.");
    for (const head of document.querySelectorAll(".head")) {
      const { side } = head.dataset;
      const label = lesson.labels[side] === side.toUpperCase() ? "" : lesson.labels[side];
      head.replaceChildren(piece("b", { text: side.toUpperCase() }), label, piece("small", { class: "count" }),
        piece("span", { class: "far" }, piece("i")));
    }
    this.say(Object.entries(state.failed).map(([side, text]) => `${side.toUpperCase()}: ${text}`).join("; "), true);
    this.vote.build(state);
    this.turning.build(state);
    this.plots.build(state);
    SIDES.forEach((side) => this._far(side));
    this._time();
    this._notice(false);
  }

  _far(side) {
    const { state } = this, head = document.querySelector(`.head[data-side="${side}"]`);
    const alive = state.lesson.kind === "extinction";
    const done = alive ? state.curves[side].length : state.rows[side].length;
    const whole = alive ? Math.max(done, 1) : state.generations[side];
    const phase = alive ? "" : state.rows[side].at(-1)?.phase || "";
    head.querySelector(".far i").style.width = `${100 * done / whole}%`;
    head.querySelector(".count").textContent = alive ? ` ${done} populations` : ` generation ${done} of ${whole}`
      + (phase && phase !== "main" ? `, ${phase}` : "") + (state.ended.includes(side) ? ", ended" : "");
  }

  _time() {
    const { state } = this, ended = state.ended.length === 2;
    document.getElementById("play").textContent = state.playing ? "Pause" : "Play";
    document.getElementById("play").disabled = false;
    const save = document.getElementById("save");
    save.hidden = state.lesson.kind === "extinction";
    save.disabled = !ended || state.saved.length > 0;
    save.title = ended ? "" : "when both have come to their end";
  }

  _notice(fresh) {
    const { noticed } = this.state, home = document.getElementById("noticed");
    home.hidden = !noticed;
    if (!noticed) return;
    home.classList.toggle("missed", noticed.shown !== true);
    document.getElementById("texts").replaceChildren(...noticed.texts.map((text) => piece("p", {}, ...prose(text))));
    if (fresh) this.say("what to notice stands below the plots");
  }
}

window.evosim = new Page();
