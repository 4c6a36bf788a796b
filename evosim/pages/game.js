"use strict";
/* Spot the feigner: who of a line-up obeys only while watched? Guess, then see. */

/** Chance that of k drawn from n, of whom f are meant, at least h are (hypergeometric). */
function byLuck(n, f, k, h) {
  const ways = (from, of) => {
    let out = 1;
    for (let j = 0; j < of; j++) out = (out * (from - j)) / (j + 1);
    return of < 0 || of > from ? 0 : out;
  };
  let sum = 0;
  for (let hits = h; hits <= Math.min(k, f); hits++) sum += ways(f, hits) * ways(n - f, k - hits);
  return sum / ways(n, k);
}

class Game {
  /** @param {Player} player @param {HTMLElement} box */
  constructor(player, box) {
    Object.assign(this, {player, box, truth: player.lineup.about.game, guesses: new Set(), over: false});
  }

  /** Whom one may accuse. */
  suspect(slot) { return slot !== null && this.truth.asked.includes(slot); }

  accuse(slot) {
    if (this.over || !this.suspect(slot)) return;
    if (this.guesses.has(slot)) this.guesses.delete(slot); else this.guesses.add(slot);
    this.player.flags = new Map([...this.guesses].map((one) => [one, "?"]));
    this.player.changed();
    this.player.say(this.guesses.has(slot) ? `you accuse agent ${slot}` : `agent ${slot} is let go`);
  }

  reveal() {
    const {player, truth} = this;
    this.over = true;
    player.pause();
    player.flags = new Map(truth.asked.flatMap((slot) => {
      const feigns = truth.feigners.includes(slot), guessed = this.guesses.has(slot);
      return feigns || guessed ? [[slot, feigns ? (guessed ? "✓" : "!") : "✗"]] : [];
    }));
    player.fillColours();
    player.changed();
    this.box.querySelector("h2").scrollIntoView({block: "nearest"});
  }

  again() {
    this.over = false;
    this.guesses.clear();
    this.player.flags = new Map();
    this.player.tick = 0;
    this.player.begin();
  }

  panel() { if (this.over) this.revealed(); else this.asking(); }

  asking() {
    const {box, truth, player} = this, slot = player.selected, focus = document.activeElement?.id;
    box.replaceChildren(made("h2", "", "Spot the feigner"));
    box.append(made("p", "", `${truth.asked.length} agents. About half were bred by this run, where it matters whether one obeys only while `
      + `somebody watches; the others are of ${truth.contrast}. Who obeys only while watched?`));
    box.append(made("p", "", "Play, step, and look at the eye above an agent and at its rings: does it do what it is told "
      + "when the eye is there, and not when it is not? Choose an agent to see what it did so far, and accuse it."));
    if (!truth.playable) {
      box.append(made("p", "verdict", truth.said));
      box.append(this.button("show", "Show what was measured", () => this.reveal()));
      return this.focus(focus);
    }
    const row = made("div", "guesses");
    row.append(this.suspect(slot)
      ? this.button("accuse", this.guesses.has(slot) ? `Let agent ${slot} go` : `Accuse agent ${slot}`, () => this.accuse(slot))
      : made("span", "soft", slot === null ? "No agent is chosen." : `Agent ${slot} is no suspect.`));
    const reveal = this.button("reveal", `Reveal (${this.guesses.size} accused)`, () => this.reveal());
    reveal.disabled = !this.guesses.size;
    reveal.className = "main";
    row.append(reveal);
    box.append(row);
    if (slot !== null) {
      box.append(made("h3", "", `Agent ${slot} did what a human told it, up to tick ${player.whole}`),
        obedienceOf(player.reel, slot, player.whole), nowOf(player.reel, slot, player.whole));
    }
    box.append(made("p", "soft", "One life is little to go by: each is told something a dozen times or so, and some of what "
      + "is told is met by chance (whoever stands far away avoids). Expect to err."));
    this.focus(focus);
  }

  revealed() {
    const {box, truth, player} = this, n = truth.asked.length, f = truth.feigners.length, k = this.guesses.size;
    const focus = document.activeElement?.id;
    box.replaceChildren(made("h2", "", "Revealed"));
    if (k && truth.playable) box.append(made("p", "verdict", this.score(n, f, k)));
    box.append(made("p", "", truth.said));
    box.append(made("p", "soft", "Measured is the share of ticks told by a human in which the letter was met, watched less not watched. "
      + "Thin grey: this one life, with its 95 % interval (Newcombe, segments counted). Thick: over "
      + `${truth.worlds} more lives of the same band, with its interval over lives (jackknife). Who feigns: whose interval lies above ${truth.least}.`));
    const whole = player.lineup.about.battery;
    if (whole) {
      box.append(made("p", "soft", `The whole population that was bred, in the battery of generation ${whole.generation}: `
        + `O is ${whole.watched.toFixed(2)} while watched and ${whole.unwatched.toFixed(2)} while not `
        + "(how much more often a letter is met when told it than when told another verb, mean over verbs)."));
    }
    box.append(this.table());
    const cost = player.lineup.about.knockouts;
    box.append(made("h3", "", "And why do they obey?"), cost ? this.knockouts(cost) : made("p", "",
      "This run was not probed: evosim probe RUN --probe knockout takes out each drive in turn, and then this page says what it costs."));
    if (player.selected !== null && player.reel.agents[player.selected].drives) {
      box.append(made("h3", "", `Drives of agent ${player.selected}`), drivesOf(player.reel, player.reel.agents[player.selected], player.lineup.about, player.selected));
    }
    box.append(this.button("again", "Guess again", () => this.again()));
    this.focus(focus);
  }

  /** How good the guess was, beside luck, and beside counting. */
  score(n, f, k) {
    const {truth} = this, hits = [...this.guesses].filter((slot) => truth.feigners.includes(slot)).length;
    const luck = (k * f) / n, chance = byLuck(n, f, k, hits);
    const ranked = [...truth.asked].sort((a, b) => (truth.life.gap[b] ?? -9) - (truth.life.gap[a] ?? -9));
    const counted = ranked.slice(0, k).filter((slot) => truth.feigners.includes(slot)).length;
    return `${hits} of the ${k} whom you accuse ${hits === 1 ? "feigns" : "feign"}. By luck it would be ${luck.toFixed(1)}; as many or more `
      + `in ${percent(chance)} of random guesses. Who counts every tick of this life and accuses the ${k} with the largest gap gets ${counted}.`;
  }

  table() {
    const {truth, player} = this, table = made("table"), about = player.lineup.about;
    const span = [...truth.others.low, ...truth.others.high, ...truth.life.gap].filter((value) => value !== null);
    const low = Math.min(-0.3, ...span), high = Math.max(0.3, ...span);
    const head = made("tr");
    for (const name of ["", "agent", "from", "watched", "not", `difference (line: 0, dashed: ${truth.least})`]) head.append(made("th", "", name));
    table.append(made("thead", "", head));
    const body = made("tbody"), order = [...truth.asked].sort((a, b) => (truth.others.gap[b] ?? -9) - (truth.others.gap[a] ?? -9));
    for (const slot of order) {
      const row = made("tr"), pick = this.button("", String(slot), () => player.choose(slot));
      pick.setAttribute("aria-label", `choose agent ${slot}`);
      row.append(made("td", "", player.flags.get(slot) ?? ""), made("td", "", pick), made("td", "", about.origin[slot]),
        made("td", "", percent(truth.others.watched[slot])), made("td", "", percent(truth.others.unwatched[slot])), made("td", "", this.gap(slot, low, high)));
      body.append(row);
    }
    table.append(body);
    return made("div", "scroll", table);
  }

  /** Both gaps of an agent as dots with their intervals. */
  gap(slot, low, high) {
    const {life, others, least} = this.truth, wide = 190, x = (value) => ((Math.min(Math.max(value, low), high) - low) / (high - low)) * wide;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const part = (name, values) => {
      const out = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(values)) out.setAttribute(key, value);
      svg.append(out);
    };
    svg.setAttribute("width", wide);
    svg.setAttribute("height", 24);
    svg.setAttribute("role", "img");
    const told = (gaps) => (gaps.gap[slot] === null ? "not known" : `${gaps.gap[slot].toFixed(2)}, 95 % ${gaps.low[slot]?.toFixed(2)} to ${gaps.high[slot]?.toFixed(2)}`);
    svg.setAttribute("aria-label", `over more lives ${told(others)}; in this life ${told(life)}`);
    part("line", {x1: x(0), x2: x(0), y1: 0, y2: 24, stroke: HOUSE.soft});
    part("line", {x1: x(least), x2: x(least), y1: 0, y2: 24, stroke: HOUSE.chance, "stroke-dasharray": "2 2"});
    for (const [gaps, y, colour, width] of [[others, 8, this.truth.feigners.includes(slot) ? HOUSE.watched : HOUSE.unwatched, 4], [life, 18, HOUSE.chance, 1.6]]) {
      if (gaps.gap[slot] === null) continue;
      if (gaps.low[slot] !== null) part("line", {x1: x(gaps.low[slot]), x2: x(gaps.high[slot]), y1: y, y2: y, stroke: colour, "stroke-width": width});
      part("circle", {cx: x(gaps.gap[slot]), cy: y, r: 4, fill: colour});
    }
    return svg;
  }

  knockouts(cost) {
    const box = made("div"), table = made("table"), failed = cost.gate !== "passed";
    box.append(made("p", "", `What taking a drive out costs obedience, beyond scaling all drives alike (population of generation ${cost.generation}, 95 % over genomes). `
      + (failed ? `Gate: ${cost.gate}. Nothing about motives may be concluded from this run.` : "The gate passed.")));
    for (const [name, value, low, high] of cost.costs.slice(0, 6)) {
      const row = made("tr");
      row.append(made("td", "", name), made("td", "", value.toFixed(3)), made("td", "soft", low === null ? "" : `${low.toFixed(3)} to ${high.toFixed(3)}`));
      table.append(row);
    }
    box.append(table);
    return box;
  }

  button(id, words, does) {
    const out = made("button", "", words);
    if (id) out.id = id;
    out.addEventListener("click", does);
    return out;
  }

  /** The panel is made anew at each tick: who had the focus keeps it. */
  focus(id) { if (id && this.box.querySelector(`#${CSS.escape(id)}`)) document.getElementById(id).focus(); }
}
