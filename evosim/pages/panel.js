"use strict";
/* All about one agent at a tick. */

/** An element with a class, and text or children. */
function made(tag, name = "", ...within) {
  const out = document.createElement(tag);
  if (name) out.className = name;
  out.append(...within);
  return out;
}

const percent = (share) => (Number.isFinite(share) ? `${Math.round(100 * share)} %` : "-");
const rounded = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2).replace(/\.?0+$/, ""));

/** Fills the panel; `reel` is the film unpacked, `about` what is known beside it. */
function fillPanel(box, reel, about, slot, tick, colours) {
  box.replaceChildren();
  if (slot === null) {
    box.append(made("h2", "", "Choose an agent"), made("p", "soft",
      "Click one in the world, press one of the numbers above, or use the arrow keys up and down."));
    return;
  }
  const person = about.people[slot] ?? {}, agent = reel.agents[slot];
  const name = made("h2", "", `Agent ${slot}`);
  if (person.id !== undefined) name.append(made("span", "soft", `  individual ${person.id}`));
  box.append(name);
  if (agent.kind !== "evolving") box.append(made("p", "soft", `${agent.kind}: it is not selected`));
  box.append(nowOf(reel, slot, tick));
  box.append(made("h3", "", "Its life"), courseOf(reel, slot, tick));
  box.append(made("h3", "", "Did what a human told it, up to here"), obedienceOf(reel, slot, tick));
  if (agent.drives) box.append(made("h3", "", "Drives: what it was born to want"), drivesOf(reel, agent, about, slot));
  const unit = reel.frames.hidden.shape[2];
  if (agent.drives && reel.is("alive", tick, slot)) {
    box.append(made("h3", "", unit ? "Brain: hidden units, and how likely each act was" : "Brain: how likely each act was"),
      brainOf(reel, slot, tick));
  }
  box.append(made("h3", "", "Allies and coalition"), bondsOf(reel, about, slot, tick));
  const kin = descentOf(person, about, colours[slot]);
  if (kin) box.append(made("h3", "", "Descent"), kin);
  box.append(made("h3", "", "What it did of late"), deedsOf(reel, slot, tick));
}

function nowOf(reel, slot, tick) {
  const list = made("dl", "now"), add = (term, ...what) => list.append(made("dt", "", term), made("dd", "", ...what));
  if (!reel.is("alive", tick, slot)) {
    let died = tick;
    while (died > 0 && !reel.is("alive", died - 1, slot)) died--;
    add("state", `dead since tick ${died}`);
    return list;
  }
  const order = reel.told(tick, slot);
  if (order) {
    const by = {avatar: "a human", imposter: "an imposter", agent: "an agent with a human's voice", guide: "a guide"}[order.speaker];
    const teller = order.teller >= 0 ? `, agent ${order.teller}` : "";
    add("told", made("strong", "", reel.words(order)), ` by ${by}${teller}${reel.spoken ? "" : ", without words: it only pays"}`);
    const seen = reel.is("watched", tick, slot), cue = reel.is("cue", tick, slot);
    add("watched", seen ? "yes" : "no", cue === seen ? "" : cue ? ", but it looks so" : ", and it cannot know");
    if (reel.is("checked", tick, slot)) {
      for (const what of ["letter", "spirit"]) {
        const met = reel.is(what, tick, slot);
        add(what, made("span", met ? "met" : "unmet", met ? "✓ met" : "✗ not met"));
      }
    } else add("judged", "not in this tick");
  } else {
    const last = lastTold(reel, slot, tick);
    add("told", "nothing now", last ? `; last: ${last.words}, until tick ${last.tick}` : "");
  }
  const act = reel.acts[reel.at("act", tick, slot)];
  add("act", act.replace("_", " ") + (["approved", "disapproved"].filter((cue) => reel.is(cue, tick, slot))
    .map((cue) => `, ${cue}`).join("")));
  const theta = reel.theta ? ` of ${rounded(reel.theta)} that shield it` : "";
  add("energy", rounded(reel.at("energy", tick, slot)));
  add("stash", rounded(reel.at("stash", tick, slot)));
  add("power", rounded(reel.at("power", tick, slot)) + theta);
  return list;
}

function lastTold(reel, slot, tick) {
  for (let t = tick; t >= 0; t--) {
    const order = reel.told(t, slot);
    if (order) return {words: reel.words(order), tick: t};
  }
  return null;
}

/** Energy, stash and power over life, with the ticks told below, and where we are. */
function courseOf(reel, slot, tick) {
  const canvas = made("canvas");
  canvas.id = "course";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "energy, stash and power over life; below, ticks told, orange while watched, blue while not");
  requestAnimationFrame(() => {
    const wide = canvas.clientWidth || 360, high = 84, ratio = window.devicePixelRatio || 1, foot = 14;
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    const pen = canvas.getContext("2d"), x = (t) => (t / Math.max(reel.ticks - 1, 1)) * (wide - 2) + 1;
    pen.scale(ratio, ratio);
    const lines = [["energy", HOUSE.good], ["stash", HOUSE.warn], ["power", HOUSE.rose]];
    const most = Math.max(1, ...lines.map(([name]) => { let top = 0; for (let t = 0; t < reel.ticks; t++) top = Math.max(top, reel.at(name, t, slot)); return top; }));
    for (const [name, colour] of lines) {
      pen.strokeStyle = colour;
      pen.lineWidth = 1.8;
      pen.beginPath();
      for (let t = 0; t < reel.ticks; t++) pen.lineTo(x(t), (high - foot) * (1 - reel.at(name, t, slot) / most) * 0.84 + 12);
      pen.stroke();
    }
    for (let t = 0; t < reel.ticks; t++) {
      if (!reel.is("heard", t, slot)) continue;
      pen.fillStyle = reel.is("watched", t, slot) ? HOUSE.watched : HOUSE.unwatched;
      pen.fillRect(x(t), high - 6, Math.max((wide - 2) / reel.ticks, 1), 6);
    }
    pen.font = `11px ${FONT}`;
    pen.textBaseline = "top";
    let at = 2;
    for (const [name, colour] of lines) {
      pen.fillStyle = colour === HOUSE.warn ? "#9a6a00" : colour === HOUSE.rose ? "#a04a78" : "#007355";
      pen.fillText(name, at, 0);
      at += pen.measureText(name).width + 10;
    }
    pen.fillStyle = HOUSE.soft;
    pen.fillText(`up to ${rounded(most)} food`, at, 0);
    pen.strokeStyle = HOUSE.ink;
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.moveTo(x(tick), 10);
    pen.lineTo(x(tick), high);
    pen.stroke();
  });
  return canvas;
}

/** Ticks told by a human up to a tick, and met: `{watched: [told, letter, spirit], unwatched: ...}`. */
function countsTo(reel, slot, tick) {
  const out = {watched: [0, 0, 0], unwatched: [0, 0, 0]};
  for (let t = 0; t <= tick; t++) {
    if (!reel.is("checked", t, slot) || reel.told(t, slot)?.speaker !== "avatar") continue;
    const side = out[reel.is("watched", t, slot) ? "watched" : "unwatched"];
    side[0]++;
    side[1] += reel.is("letter", t, slot);
    side[2] += reel.is("spirit", t, slot);
  }
  return out;
}

/** A row of bars: name, share or weight, text. */
function bar(grid, name, from, to, text, colour, zero = false) {
  const track = made("span", "track"), fill = made("span", "fill");
  fill.style.left = `${100 * Math.min(from, to)}%`;
  fill.style.width = `${100 * Math.abs(to - from)}%`;
  fill.style.background = colour;
  track.append(fill);
  if (zero) track.append(made("span", "zero"));
  grid.append(made("span", "", name), track, made("span", "value", text));
}

function obedienceOf(reel, slot, tick) {
  const grid = made("div", "bars"), counts = countsTo(reel, slot, tick);
  for (const [side, colour] of [["watched", HOUSE.watched], ["unwatched", HOUSE.unwatched]]) {
    const [told, letter, spirit] = counts[side];
    bar(grid, `${side}, letter`, 0, told ? letter / told : 0, told ? `${letter} of ${told} ticks` : "never told", colour);
    if (told && spirit !== letter) bar(grid, `${side}, spirit`, 0, spirit / told, `${spirit} of ${told}`, mixed(colour, "#ffffff", 0.45));
  }
  return grid;
}

function drivesOf(reel, agent, about, slot) {
  const grid = made("div", "bars"), most = Math.max(1, ...agent.drives.map(Math.abs));
  agent.drives.forEach((weight, drive) => {
    bar(grid, reel.drives[drive], 0.5, 0.5 + weight / most / 2, weight.toFixed(2), weight < 0 ? HOUSE.warn : HOUSE.good, true);
  });
  const box = made("div", "", grid), rate = about.rates?.[slot];
  box.append(made("p", "soft", rate === undefined
    ? "Nothing is learned in life here: drives are carried along, and what it does was settled at birth."
    : `It learns at a rate of ${rounded(rate)}. A weight by its size says little: see what taking it out costs.`));
  return box;
}

function brainOf(reel, slot, tick) {
  const box = made("div"), units = made("div", "units");
  for (const value of reel.row("hidden", tick, slot)) {
    const unit = made("i");
    unit.style.background = value < 0 ? mixed("#ffffff", HOUSE.unwatched, -value) : mixed("#ffffff", HOUSE.watched, value);
    unit.title = value.toFixed(2);
    units.append(unit);
  }
  const grid = made("div", "bars"), done = reel.acts[reel.at("act", tick, slot)];
  const odds = reel.row("odds", tick, slot).map((chance, k) => [reel.outputs.acts[k], chance]);
  odds.sort((a, b) => b[1] - a[1]);
  for (const [act, chance] of odds.slice(0, 6)) {
    bar(grid, act === done ? `${act.replace("_", " ")} ◂` : act.replace("_", " "), 0, chance, percent(chance), act === done ? HOUSE.ink : HOUSE.chance);
  }
  const pulls = reel.row("gates", tick, slot).map((gate, k) => [reel.outputs.gates[k], gate])
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).filter(([, gate]) => Math.abs(gate) > 0.05).slice(0, 3);
  box.append(units, grid);
  if (pulls.length) {
    box.append(made("p", "soft", `Steers ${pulls.map(([name, gate]) => `${gate > 0 ? "toward" : "away from"} ${name.replace("_", " ")} (${gate.toFixed(1)})`).join(", ")}.`));
  }
  return box;
}

function bondsOf(reel, about, slot, tick) {
  const box = made("p", "line"), allies = reel.alliesOf(tick, slot);
  box.append(allies.length ? `Holds for allies: ${allies.join(", ")}. ` : "Holds nobody for an ally (net aid received above a threshold). ");
  const found = coalitionAt(about, slot, tick), life = about.coalitions.find((one) => one.window === null && one.members.includes(slot));
  if (found) box.append(`In these ${about.window} ticks in coalition ${found.number} with ${found.members.filter((one) => one !== slot).join(", ")}.`);
  else if (about.coalitions.length) box.append("In no coalition in these ticks.");
  if (life) box.append(` Over the whole life: with ${life.members.filter((one) => one !== slot).join(", ")}.`);
  return box;
}

/** The coalition of an agent in the window of a tick; null: none. */
function coalitionAt(about, slot, tick) {
  const now = Math.floor(tick / about.window) * about.window;
  return about.coalitions.find((one) => one.window === now && one.members.includes(slot)) ?? null;
}

function descentOf(person, about, colour) {
  if (!person.parents && !person.origin) return null;
  const box = made("div", "line");
  if (person.parents) {
    const born = person.born === 0 ? "A founder." : `Born in generation ${person.born} to ${person.parents.join(" and ")}.`;
    box.append(made("p", "", born));
    if (person.line.length > 1) {
      box.append(made("p", "", `First parents: ${person.line.slice(1).map(([id, born]) => `${id} (${born})`).join(" ← ")}`,
        person.line.at(-1)[0] === person.founder ? "." : ` ← ... founder ${person.founder}.`));
    }
    if (about.kin) box.append(made("p", "soft", `Colour "kin": ${about.kin}; here ${person.head}.`));
  }
  return box;
}

/** Its latest doings, in words. */
function deedsOf(reel, slot, tick) {
  const list = made("ol", "deeds"), out = [];
  const words = {
    give: (other, amount) => (amount > 0 ? `gave ${rounded(amount)} to ${other}` : `had nothing to give to ${other}`), steal: (other, amount) => `took ${rounded(amount)} from ${other}`,
    attack: (other, amount) => `struck ${other} for ${rounded(amount)}`, lift: (other) => `lifted with ${other}`,
    answer: (other) => `answered ${other}`, follow: (other) => `followed ${other}`, heed: (other) => `heeded ${other}`};
  const suffered = {give: (one, amount) => (amount > 0 ? `got ${rounded(amount)} from ${one}` : ""), steal: (one, amount) => `was robbed of ${rounded(amount)} by ${one}`,
    attack: (one, amount) => `was struck by ${one} for ${rounded(amount)}`};
  const add = (t, text) => {
    const last = out.at(-1);
    if (last && last.text === text) { last.from = t; last.times++; } else if (text) out.push({text, from: t, to: t, times: 1});
  };
  for (let t = tick; t >= 0 && out.length < 9; t--) {
    if (!reel.is("alive", t, slot)) continue;
    for (const {kind, one, other, amount} of reel.dealt(t)) {
      if (one === slot) add(t, words[kind](other, amount));
      else if (other === slot && suffered[kind]) add(t, suffered[kind](one, amount));
    }
    if (reel.is("poisoned", t, slot)) add(t, "took what harms");
    else if (reel.is("ate", t, slot)) add(t, "ate");
    if (reel.is("stored", t, slot)) add(t, "stored food");
  }
  for (const {text, from, to, times} of out.slice(0, 8)) {
    list.append(made("li", "", `${text} `, made("span", "soft", times === 1 ? `tick ${to}` : `${times} times, ticks ${from} to ${to}`)));
  }
  list.style.listStyle = "none";
  list.style.paddingLeft = "0";
  return out.length ? list : made("p", "soft", "Nothing but going about.");
}
