"use strict";
/* Draws a film of one world, tick by tick, on a canvas. The replay and the live page share it; a page that does
   holds `world.js`, `marks.js` and `words.js`.

   A film is the JSON that `Film.payload()` returns; `evosim/replay/payload.py` says what it holds. */

/** Colours of page.css, for canvases. */
const HOUSE = {
  paper: "#fcfcfa", card: "#ffffff", ink: "#1d2329", soft: "#5b6570", line: "#dfe3e6", wash: "#f1f3f2",
  watched: "#d55e00", unwatched: "#0072b2", chance: "#9aa3ab", good: "#009e73", warn: "#e69f00", sky: "#56b4e9",
  rose: "#cc79a7", yellow: "#f0e442",
};
/** Eight classes that the colour-blind tell apart (Okabe and Ito); more come round again, paler. */
const CLASSES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7a5195"];
const THINGS = ["A", "B", "C", "D"];
const BITS = Object.fromEntries(["alive", "heard", "watched", "cue", "checked", "letter", "spirit", "approved",
  "disapproved", "ate", "stored", "poisoned", "hurt", "up", "air"].map((name, bit) => [name, 1 << bit]));

/**
 * A packed array as `{data, scale, shape}`: a typed array, to be multiplied by the scale.
 * @param {object} packed
 */
function unpacked(packed) {
  const types = {u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array};
  const typed = (text, type) => {
    const raw = atob(text), bytes = new Uint8Array(raw.length);
    for (let k = 0; k < raw.length; k++) bytes[k] = raw.charCodeAt(k);
    return new types[type](bytes.buffer);
  };
  const whole = {scale: packed.s, shape: packed.n};
  if ("d" in packed) return {data: typed(packed.d, packed.t), ...whole};
  const first = typed(packed.first, packed.t), width = first.length, rows = packed.n[0];
  const data = new types[packed.t](rows * width);
  const tick = typed(packed.tick, "u16"), at = typed(packed.at, "u16"), value = typed(packed.value, packed.t);
  data.set(first);
  for (let row = 1, k = 0; row < rows; row++) {
    data.copyWithin(row * width, (row - 1) * width, row * width);
    for (; k < tick.length && tick[k] === row; k++) data[row * width + at[k]] = value[k];
  }
  return {data, ...whole};
}

/** A film, unpacked once, with the questions that one asks of it. */
class Reel {
  /** @param {object} film payload */
  constructor(film) {
    Object.assign(this, film);
    const all = (group) => Object.fromEntries(Object.entries(group).map(
      ([name, part]) => [name, part && part.t ? unpacked(part) : part]));
    this.frames = all(film.frames);
    this.ground = all(film.ground);
    this.dealings = all(film.dealings);
    this.allies = all(film.allies);
    this.dealtFrom = firstByTick(this.dealings.tick.data, film.ticks);
    this.rates = soFar(this);
  }

  /** A number of one agent at a tick: `energy`, `stash`, `power`, `y`, `x`, `act`, ... */
  at(name, tick, slot) {
    const it = this.frames[name];
    return it.data[tick * this.slots + slot] * it.scale;
  }

  /** Numbers of one agent at a tick: `hidden`, `odds`, `gates`. */
  row(name, tick, slot) {
    const it = this.frames[name], k = it.shape[2], from = (tick * this.slots + slot) * k;
    return Array.from(it.data.subarray(from, from + k), (value) => value * it.scale);
  }

  /** Whether a bit of `state` is set: `alive`, `heard`, `watched`, `letter`, ... */
  is(bit, tick, slot) { return (this.frames.state.data[tick * this.slots + slot] & BITS[bit]) !== 0; }

  /** What an agent is told: `{verb, sounds, thing, speaker, teller, leader, spot, wait}`; null: nothing. */
  told(tick, slot) {
    const number = this.frames.order.data[tick * this.slots + slot];
    if (!number) return null;
    const [verb, sounds, thing, speaker, teller, leader, spot, wait] = this.orders[number];
    return {verb: this.verbs[verb], sounds: this.verbs[sounds], thing, speaker: this.speakers[speaker], teller,
      leader, spot, wait};
  }

  /** What was told as words: "goto B", "follow 7"; with what it sounded as where noise garbled it. */
  words(order) {
    const names = {goto: true, avoid: true, gather: true};
    let text = order.verb;
    if (names[order.verb]) text += ` ${THINGS[order.thing]}`;
    if (order.verb === "follow") text += order.leader >= 0 ? ` ${order.leader}` : " ?";
    if (order.spot) text += ` ${order.spot > 0 ? "within" : "outside"} ${THINGS[Math.abs(order.spot) - 1]}`;
    if (order.wait > 0) text += `, after ${order.wait}`;
    return order.sounds === order.verb ? text : `${text} (sounds: ${order.sounds})`;
  }

  /** Share of an agent's ticks told by a human up to a tick in which the letter was met; NaN: none yet. */
  obedience(tick, slot) { return this.rates[tick * this.slots + slot]; }

  /** Slots that an agent holds for allies at a tick. */
  alliesOf(tick, slot) {
    const {tick: ticks, one, other, on} = this.allies, held = new Set();
    for (let k = 0; k < ticks.data.length && ticks.data[k] <= tick; k++) {
      if (one.data[k] !== slot) continue;
      if (on.data[k]) held.add(other.data[k]); else held.delete(other.data[k]);
    }
    return [...held].sort((a, b) => a - b);
  }

  /** What was done at a tick: `{kind, one, other, amount}` each. */
  dealt(tick) {
    const it = this.dealings, out = [];
    for (let k = this.dealtFrom[tick]; k < this.dealtFrom[tick + 1]; k++) {
      out.push({kind: this.kinds[it.kind.data[k]], one: it.one.data[k], other: it.other.data[k],
        amount: it.amount.data[k] * it.amount.scale});
    }
    return out;
  }

  /** Whether anybody sits in a slot. */
  seated(slot) { return this.agents[slot].kind !== "vacant"; }
}

function firstByTick(ticks, length) {
  const from = new Uint32Array(length + 1);
  for (const tick of ticks) from[tick + 1]++;
  for (let t = 0; t < length; t++) from[t + 1] += from[t];
  return from;
}

/** Obedience of each agent up to each tick, as `Reel.obedience` gives it. */
function soFar(reel) {
  const {ticks, slots} = reel, state = reel.frames.state.data, order = reel.frames.order.data;
  const human = reel.speakers.indexOf("avatar"), byHuman = reel.orders.map((row) => row[3] === human);
  const told = new Float32Array(slots), met = new Float32Array(slots), out = new Float32Array(ticks * slots);
  for (let k = 0; k < ticks * slots; k++) {
    const slot = k % slots;
    if ((state[k] & BITS.checked) && byHuman[order[k]]) {
      told[slot]++;
      if (state[k] & BITS.letter) met[slot]++;
    }
    out[k] = told[slot] ? met[slot] / told[slot] : NaN;
  }
  return out;
}

/** From 0 to 1 to a colour: dark blue over teal to yellow, lighter all the way, so that it prints. */
function shade(share) {
  const stops = [[41, 50, 105], [38, 116, 137], [68, 170, 120], [173, 207, 84], [250, 231, 110]];
  const x = Math.min(Math.max(share, 0), 1) * (stops.length - 1), k = Math.min(Math.floor(x), stops.length - 2);
  const mix = stops[k].map((low, c) => Math.round(low + (stops[k + 1][c] - low) * (x - k)));
  return `rgb(${mix.join(",")})`;
}

/** Colour of a class, by its number; -1: none. */
function classColour(number) {
  if (!(number >= 0)) return "#c9ced2";
  const base = CLASSES[number % CLASSES.length], round = Math.floor(number / CLASSES.length);
  return round ? mixed(base, "#ffffff", Math.min(0.3 * round, 0.75)) : base;
}

function mixed(one, other, share) {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [one, other].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * share).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

/**
 * A world on a canvas, which may be of any size; it is drawn square.
 *
 *   const view = new WorldView(canvas, film);
 *   view.draw(12.5, {colour: "energy", selected: 3, instructions: true});
 *   const slot = view.agentAt(event.offsetX, event.offsetY);
 */
class WorldView {
  /**
   * @param {HTMLCanvasElement} canvas laid out by the page; drawn as sharp as the screen is.
   * @param {object|Reel} film a payload, or one unpacked already.
   */
  constructor(canvas, film) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.show(film);
  }

  /** Another film on the same canvas. */
  show(film) {
    this.reel = film instanceof Reel ? film : new Reel(film);
    this.backdrop = null;
    this.places = [];
  }

  /** Names that `colour` may have, beside numbers of one's own; each with its words and kind. */
  colours() {
    const film = this.reel, out = [
      {name: "kin", words: "kin", kind: "class"},
      {name: "obedience", words: "obedience so far", kind: "scale", low: 0, high: 1},
      {name: "watched", words: "watched or not", kind: "class"},
      {name: "energy", words: "energy", kind: "scale"}, {name: "stash", words: "stash", kind: "scale"},
      {name: "power", words: "power", kind: "scale"}];
    if (film.frames.reward.data.some((value) => value !== 0)) {
      out.push({name: "reward", words: "what its drives make of this tick", kind: "scale"});
    }
    return out;
  }

  /**
   * Colour of every agent at a tick.
   * @param {number} tick
   * @param {string|number[]|{values: number[], kind: "scale"|"class", low?: number, high?: number}} colour
   *   a name of `colours()`, or a number for each slot; NaN: grey.
   * @returns {string[]}
   */
  palette(tick, colour) {
    const film = this.reel, slots = [...Array(film.slots).keys()];
    const scaled = (values, low, high) => values.map((value) => Number.isFinite(value)
      ? shade(high > low ? (value - low) / (high - low) : 0.5) : "#c9ced2");
    if (typeof colour === "object" && colour !== null) {
      const {values, kind} = Array.isArray(colour) ? {values: colour, kind: "scale"} : colour;
      if (kind === "class") return values.map(classColour);
      const known = values.filter(Number.isFinite);
      return scaled(values, colour.low ?? Math.min(...known), colour.high ?? Math.max(...known));
    }
    if (colour === "kin") {
      return film.agents.map((agent) => agent.kin >= 0 ? classColour(agent.kin) : shade((agent.tag + 1) / 2));
    }
    if (colour === "watched") {
      return slots.map((slot) => !film.is("heard", tick, slot) ? "#c9ced2"
        : film.is("watched", tick, slot) ? HOUSE.watched : HOUSE.unwatched);
    }
    if (colour === "obedience") return scaled(slots.map((slot) => film.obedience(tick, slot)), 0, 1);
    return scaled(slots.map((slot) => film.at(colour, tick, slot)), ...this.range(colour));
  }

  /** Least and most of something over the whole film. */
  range(name) {
    this.ranges ??= new Map();
    if (!this.ranges.has(this.reel)) this.ranges = new Map([[this.reel, {}]]);
    const known = this.ranges.get(this.reel);
    if (!(name in known)) {
      const {data, scale} = this.reel.frames[name];
      let low = Infinity, high = -Infinity;
      for (const value of data) { low = Math.min(low, value); high = Math.max(high, value); }
      known[name] = [low * scale, high * scale];
    }
    return known[name];
  }

  /**
   * Draws the world at a tick.
   * @param {number} tick from 0 to ticks - 1; between two, agents are on their way.
   * @param {{colour?: string|number[]|object, selected?: number|null, instructions?: boolean,
   *   marks?: Map<number, string>|null}} options `marks`: a sign beside some agents.
   */
  draw(tick, options = {}) {
    const {colour = "kin", selected = null, instructions = true, marks = null} = options;
    const film = this.reel, last = film.ticks - 1, now = Math.min(Math.max(tick, 0), last);
    const t = Math.floor(now), part = now - t, next = Math.min(t + 1, last);
    this.fit();
    const pen = this.pen, cell = this.cell;
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.drawImage(this.background(), 0, 0, this.side, this.side);
    drawGround(this, t);
    this.places = [];
    for (let slot = 0; slot < film.slots; slot++) {
      if (!film.seated(slot)) { this.places.push(null); continue; }
      const [y, x] = ["y", "x"].map((axis) => {
        const from = film.at(axis, t, slot), size = film.size;
        let step = film.at(axis, next, slot) - from;
        if (step > size / 2) step -= size; else if (step < -size / 2) step += size;
        return (from + step * part + size) % size;
      });
      this.places.push({x: (x + 0.5) * cell % this.side, y: (y + 0.5) * cell % this.side});
    }
    spread(this, t);
    const colours = this.palette(t, colour);
    if (instructions) for (let slot = 0; slot < film.slots; slot++) drawArrow(this, t, slot, selected);
    drawDealings(this, now);
    if (selected !== null) drawAllies(this, t, selected);
    for (const living of [false, true]) {
      for (let slot = 0; slot < film.slots; slot++) {
        if (this.places[slot] && film.is("alive", t, slot) === living && slot !== selected) {
          drawAgent(this, t, slot, colours[slot], false, marks);
        }
      }
    }
    if (selected !== null && this.places[selected]) {
      drawAgent(this, t, selected, colours[selected], true, marks);
    }
    if (instructions) drawWords(this, t, selected);
    if (film.ground.storm.data[t]) drawStorm(this, now);
  }

  /**
   * The agent at a place on the canvas, or near it.
   * @param {number} x @param {number} y CSS pixels from the canvas' upper left corner.
   * @returns {number|null} slot
   */
  agentAt(x, y) {
    let best = null, nearest = Math.max(this.cell * 0.8, 14) ** 2;
    this.places.forEach((place, slot) => {
      if (!place) return;
      const d = (place.x - x) ** 2 + (place.y - y) ** 2;
      if (d < nearest) { nearest = d; best = slot; }
    });
    return best;
  }

  /** Takes up the size that the page gives the canvas. */
  fit() {
    const side = this.canvas.clientWidth || 480, ratio = window.devicePixelRatio || 1;
    if (side === this.side && ratio === this.ratio && this.canvas.width === Math.round(side * ratio)) return;
    this.side = side;
    this.ratio = ratio;
    this.canvas.width = this.canvas.height = Math.round(side * ratio);
    this.canvas.style.height = `${side}px`;
    this.backdrop = null;
  }

  get cell() { return this.side / this.reel.size; }

  /** What never changes: ground, walls, trees, high ground; drawn once. */
  background() {
    if (!this.backdrop) {
      this.backdrop = document.createElement("canvas");
      this.backdrop.width = this.backdrop.height = Math.round(this.side * this.ratio);
      const pen = this.backdrop.getContext("2d");
      pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      drawBackdrop(pen, this.reel, this.cell, this.side);
    }
    return this.backdrop;
  }
}
