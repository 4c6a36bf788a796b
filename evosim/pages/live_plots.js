"use strict";
/* The plots and the living worlds of both populations: what is drawn from what the server told. */

const SIDES = ["a", "b"];
const UNCOVERING = 2500; // ms in which plots are drawn from the start once they are uncovered
const A_TENTH = 900; // ms that a tenth of life takes where populations live the extinction probe
const KIND_COLOURS = { a: ["--warn", "--watched", "--sky"], b: ["--good", "--rose", "--unwatched"] };

/** A piece of the page. @returns {HTMLElement} */
function piece(tag, attributes = {}, ...children) {
  const out = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") out.className = value;
    else if (name === "text") out.textContent = value;
    else if (name.startsWith("on")) out.addEventListener(name.slice(2), value);
    else out.setAttribute(name, value);
  }
  out.append(...children);
  return out;
}

/** A text in which `this` is code, as pieces of the page. @param {string} text */
function prose(text) {
  return text.split("`").map((part, k) => (k % 2 ? piece("code", { text: part }) : part));
}

class Plots {
  /** @param {HTMLElement} home  @param {HTMLElement} worlds */
  constructor(home, worlds) {
    this.home = home;
    this.worlds = worlds;
    this.state = null;
    this.uncovered = null; // time at which the plots were uncovered; null: longer ago than anybody cares
    this.drawn = false;
    this.views = {};
  }

  /** Builds everything anew for a state. */
  build(state) {
    this.state = state;
    this.uncovered = null;
    this.plots = state.charts.map((spec) => this._plot(spec));
    this.home.replaceChildren(...this.plots.map((plot) => plot.whole));
    this._cover();
    this._stage();
    this.ask();
  }

  _plot(spec) {
    const legend = piece("span", { class: "legend" });
    const charts = {}, nows = {}, covers = {};
    const pair = piece("div", { class: "pair" });
    for (const side of SIDES) {
      const canvas = piece("canvas", { role: "img", "data-side": side, "data-chart": spec.name });
      covers[side] = piece("div", { class: "cover", text: "Covered until the class has predicted" });
      nows[side] = piece("div", { class: "now", "data-side": side.toUpperCase() });
      pair.append(piece("div", {}, piece("div", { class: "area" }, canvas, covers[side]), nows[side]));
      charts[side] = new Chart(canvas, spec);
    }
    const whole = piece("div", { class: "plot" }, piece("h3", { text: spec.title }), legend,
      piece("p", { text: spec.caption }), pair);
    return { spec, whole, legend, charts, nows, covers };
  }

  _cover() {
    for (const { spec, covers } of this.plots) {
      for (const side of SIDES) covers[side].hidden = !spec.outcome || this.state.revealed;
      for (const side of SIDES) covers[side].style.display = covers[side].hidden ? "none" : "";
    }
  }

  /** Uncovers the plots, and draws them from the start. */
  reveal() {
    this.state.revealed = true;
    this.uncovered = performance.now();
    this._cover();
    this.ask();
  }

  /** Has everything drawn at the next frame. */
  ask() {
    if (this.drawn) return;
    this.drawn = true;
    requestAnimationFrame((now) => { this.drawn = false; this._paint(now); });
  }

  _paint(now) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || this.uncovered === null;
    const alive = this.state.lesson.kind === "extinction";
    const since = now - (this.uncovered ?? 0);
    for (const plot of this.plots) {
      const covered = plot.spec.outcome && !this.state.revealed;
      const data = Object.fromEntries(SIDES.map((side) => [side, alive ? this._curves(side) : this._lines(plot.spec, side)]));
      const x = alive ? [1, 10] : [0, this._across()];
      const last = Math.max(0, ...SIDES.flatMap((side) => data[side].lines.flatMap((line) => line.points.map((p) => p[0]))));
      const upto = still || !plot.spec.outcome ? Infinity : alive ? 1 + since / A_TENTH : last * since / UNCOVERING;
      const y = this._range(plot.spec, data);
      const marks = alive ? [{ x: 4.5, label: "consequences end" }] : this._phases();
      this._legend(plot, data);
      for (const side of SIDES) {
        if (covered) continue;
        plot.charts[side].draw({ ...data[side], x, y, marks: marks[side] || marks, upto });
        this._say(plot, side, data[side].lines, upto);
      }
      if (upto < (alive ? 10 : last) && this.state.revealed) this.ask();
    }
  }

  _lines(spec, side) {
    const rows = this.state.rows[side];
    const lines = spec.lines.map((line) => ({ ...line, points: rows.flatMap((row) => (
      line.column in row.own ? [[row.generation, row.own[line.column]]] : [])) })).filter((line) => line.points.length);
    const band = rows.flatMap((row) => {
      const edges = spec.chance.flatMap((name) => row.chance[name] || []);
      return edges.length ? [[row.generation, Math.min(...edges), Math.max(...edges)]] : [];
    });
    return { lines, band };
  }

  _curves(side) {
    const kinds = [...new Set(this.state.curves[side].map((curve) => curve.kind))];
    return { band: [], lines: this.state.curves[side].map((curve) => ({
      label: curve.label, seed: curve.seed, colour: KIND_COLOURS[side][kinds.indexOf(curve.kind) % 3], thin: true,
      dash: kinds.indexOf(curve.kind) % 3 === 1,
      points: curve.tenths.flatMap((value, k) => (value === null ? [] : [[k + 1, value]])) })) };
  }

  _range(spec, data) {
    const values = SIDES.flatMap((side) => [...data[side].lines.flatMap((line) => line.points.map((point) => point[1])),
      ...(spec.chance.length ? data[side].band.flatMap((point) => [point[1], point[2]]) : [])]);
    const fixed = spec.low !== spec.high ? [spec.low, spec.high] : [];
    const low = Math.min(...values, ...fixed), high = Math.max(...values, ...fixed);
    if (!Number.isFinite(low)) return [0, 1];
    const room = (high - low || 1) * 0.04;
    return [fixed.length && low >= fixed[0] ? fixed[0] : low - room, fixed.length && high <= fixed[1] ? fixed[1] : high + room];
  }

  /** Where the horizontal axis ends: with the run, or before that while a long one is young. */
  _across() {
    const end = Math.max(...SIDES.map((side) => this.state.generations[side] - 1), 1);
    const done = Math.max(...SIDES.map((side) => this.state.rows[side].length));
    return end <= 160 ? end : Math.min(end, Math.max(50, 50 * Math.ceil(done / 45)));
  }

  _phases() {
    return Object.fromEntries(SIDES.map((side) => [side, this.state.rows[side].flatMap((row, k, rows) => (
      k && row.phase !== rows[k - 1].phase ? [{ x: row.generation, label: rows[k - 1].phase === "before instruction"
        ? "instruction begins" : `${rows[k - 1].phase} ends` }] : []))]));
  }

  _legend(plot, data) {
    const lines = new Map(SIDES.flatMap((side) => data[side].lines.map((line) => [line.label, line])));
    const key = [...lines.keys()].join();
    if (plot.key === key) return;
    plot.key = key;
    plot.legend.replaceChildren(...[...lines.values()].map((line) => {
      const item = piece("span");
      item.innerHTML = '<svg aria-hidden="true" viewBox="0 0 30 10"><path d="M1 5H29" stroke-width="3"/></svg>';
      const stroke = item.querySelector("path");
      stroke.style.stroke = `var(${line.colour})`;
      if (line.dash) stroke.setAttribute("stroke-dasharray", "7 5");
      item.append(line.label);
      return item;
    }));
  }

  _say(plot, side, lines, upto) {
    const now = lines.map((line) => {
      const points = line.points.filter((point) => point[0] <= upto);
      return points.length ? `${line.label}${line.seed ? ` (${line.seed})` : ""} ${plainNumber(points.at(-1)[1])}` : "";
    }).filter(Boolean).join(" · ");
    plot.nows[side].textContent = now;
    plot.charts[side].canvas.setAttribute("aria-label", `${side.toUpperCase()}, ${plot.spec.title}: ${now || "nothing yet"}`);
  }

  _stage() {
    const films = this.state.lesson.kind === "evolution";
    this.worlds.hidden = !films;
    this.worlds.replaceChildren();
    this.views = {};
    if (!films) return;
    for (const side of SIDES) {
      const canvas = piece("canvas", { role: "img", "aria-label": `the living world of ${side.toUpperCase()}` });
      const caption = piece("figcaption", { "data-side": side.toUpperCase(), text: "the first generation is being born" });
      this.worlds.append(piece("figure", {}, canvas, caption));
      this.views[side] = new Screen(side, canvas, caption);
      if (this.state.films[side]) this.views[side].show(this.state.films[side]);
    }
  }

  /** A new film of a side. */
  film(side, film) {
    if (this.views[side] && film) this.views[side].show(film);
  }
}
