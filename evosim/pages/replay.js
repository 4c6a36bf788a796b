"use strict";
/* The player: which film, which tick, which agent; buttons and keys. `data` holds the films, each
   `{film: payload, about: {...}}`, and the line-up of the game. */

const $ = (id) => document.getElementById(id);

/** What is shown now, and all that changes it. */
class Player {
  constructor(data) {
    this.films = data.films.map((one) => ({reel: new Reel(one.film), about: one.about}));
    this.lineup = data.lineup && {reel: new Reel(data.lineup.film), about: data.lineup.about};
    this.why = data.why;
    this.view = new WorldView($("world"), this.films[0].reel);
    this.tick = 0;
    this.playing = false;
    this.speed = 4;
    this.selected = null;
    this.words = true;
    this.colour = 0;
    this.game = null;
    this.frames = {drawn: 0, since: 0};
    this.fillFilms();
    bindControls(this);
    this.show(0);
    requestAnimationFrame((now) => this.loop(now));
  }

  get film() { return this.game ? this.lineup : this.films[this.number]; }
  get reel() { return this.film.reel; }
  get whole() { return Math.floor(this.tick); }

  /** Another film from its start. */
  show(number) {
    this.number = number;
    this.begin();
  }

  begin() {
    const {reel, about} = this.film;
    this.view.show(reel);
    this.tick = Math.min(this.tick, reel.ticks - 1);
    this.selected = null;
    this.flags = new Map();
    $("scrub").max = reel.ticks - 1;
    $("which").textContent = about.title + (about.phase && about.phase !== "main" ? ` (${about.phase})` : "");
    $("caption").textContent = about.caption;
    $("proof").textContent = !about.logged ? "This band was put together for the game; no run lived it."
      : about.checked ? "This world was lived again, and came out equal to the lives that the run logged."
        : "This world was lived again from the run's genomes and seed; the run logged no lives of it to hold it against.";
    if (about.choice) $("proof").textContent += ` It is, ${about.choice}.`;
    this.fillColours();
    this.fillAgents();
    fillLegend($("legend"), reel);
    fillAsked($("asked"), about.verbs);
    this.changed();
  }

  fillFilms() {
    this.films.forEach(({about}, number) => $("film").append(new Option(about.short, number)));
    $("film-label").hidden = this.films.length < 2;
  }

  /** Colourings of a film: those of the view, coalitions, drives, traits. */
  fillColours() {
    const {reel, about} = this.film, named = this.colourings?.[this.colour]?.words;
    const all = this.view.colours().map((one) => ({...one, group: "at this tick", colour: one.name}));
    all[0].group = "who it is";
    const whole = (words, group, values, kind = "scale") => all.push({words, group, kind, colour: {values, kind}});
    whole("tag", "who it is", reel.agents.map((agent) => agent.tag));
    if (about.coalitions.length) {
      all.push({words: "coalition now", group: "who it is", kind: "class", by: (tick) => ({kind: "class",
        values: reel.agents.map((_, slot) => coalitionAt(about, slot, tick)?.number ?? -1)})});
      whole("coalition of the whole life", "who it is", reel.agents.map((_, slot) => about.coalitions.find(
        (one) => one.window === null && one.members.includes(slot))?.number ?? -1), "class");
    }
    const minded = reel.agents.some((agent) => agent.drives);
    if (minded) {
      reel.drives.forEach((name, drive) => whole(`drive: ${name}`, "drives", reel.agents.map((agent) => agent.drives?.[drive] ?? NaN)));
    }
    if (about.rates.length) whole("learning rate", "drives", about.rates.map((rate) => rate ?? NaN));
    for (const [name, values] of Object.entries(about.traits)) {
      whole(name.replaceAll("_", " "), "of the whole life", values.map((value, slot) => (reel.seated(slot) ? value : NaN)));
    }
    this.colourings = this.game && !this.game.over
      ? [{words: "nothing", group: "", kind: "none", colour: {kind: "class", values: reel.agents.map(() => 4)}}] : all;
    const box = $("colour"), groups = new Map();
    box.replaceChildren();
    this.colourings.forEach((one, k) => {
      if (!groups.has(one.group)) {
        groups.set(one.group, Object.assign(document.createElement("optgroup"), {label: one.group}));
        box.append(groups.get(one.group));
      }
      groups.get(one.group).append(new Option(one.words, k));
    });
    this.order = [...box.options].map((option) => Number(option.value));
    this.colour = Math.max(this.colourings.findIndex((one) => one.words === named), 0);
    box.value = this.colour;
  }

  fillAgents() {
    const {reel} = this.film, box = $("agents");
    box.replaceChildren();
    box.classList.toggle("many", reel.slots > 32);
    this.chips = reel.agents.map((agent, slot) => {
      if (!reel.seated(slot)) return null;
      const chip = made("button", "chip", made("span", "dot"), String(slot), made("span", "flag"));
      chip.dataset.slot = slot;
      chip.addEventListener("click", () => this.choose(slot));
      box.append(chip);
      return chip;
    });
  }

  /** An agent, or none; in the game this is a guess too. */
  choose(slot) {
    this.selected = slot !== null && slot === this.selected && !this.game ? null : slot;
    this.changed();
    if (slot !== null) this.say(`agent ${slot}: ${this.brief(slot)}`);
  }

  brief(slot) {
    const order = this.reel.told(this.whole, slot);
    if (!this.reel.is("alive", this.whole, slot)) return "dead";
    return order ? `told ${this.reel.words(order)}` : "told nothing";
  }

  step(by) {
    this.pause();
    this.seek(Math.round(this.whole + by));
  }

  seek(tick) {
    this.tick = Math.min(Math.max(tick, 0), this.reel.ticks - 1);
    this.changed();
  }

  play() {
    if (this.tick >= this.reel.ticks - 1) this.tick = 0;
    this.playing = true;
    this.frames = {drawn: 0, since: performance.now()};
    this.buttons();
  }

  pause() {
    this.playing = false;
    this.buttons();
  }

  toggle() { if (this.playing) this.pause(); else this.play(); }

  setSpeed(speed) {
    this.speed = speed;
    $("speed").value = speed;
  }

  faster(way) {
    const speeds = [...$("speed").options].map((option) => Number(option.value));
    const at = speeds.indexOf(this.speed) + way;
    if (speeds[at]) { this.setSpeed(speeds[at]); this.say(`${speeds[at]} ticks a second`); }
  }

  setColour(number) {
    this.colour = number;
    $("colour").value = number;
    this.changed();
    this.say(`colour: ${this.colourings[number].words}`);
  }

  nextColour() {
    const at = this.order.indexOf(this.colour);
    this.setColour(this.order[(at + 1) % this.order.length]);
  }

  setWords(on) {
    this.words = on;
    $("words").checked = on;
    this.changed();
  }

  nextAgent(way) {
    const seated = this.chips.flatMap((chip, slot) => (chip ? [slot] : []));
    const at = seated.indexOf(this.selected);
    const next = at < 0 ? (way > 0 ? 0 : seated.length - 1) : (at + way + seated.length) % seated.length;
    this.selected = null;
    this.choose(seated[next]);
  }

  say(text) {
    $("say").textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { $("say").textContent = ""; }, 1800);
  }

  /** What the view is to colour by at a tick. */
  colouring(tick) {
    const one = this.colourings[this.colour];
    return one.by ? one.by(tick) : one.colour;
  }

  /** Draws; the panel too, unless it is of this tick already. */
  changed() {
    this.draw();
    this.panel();
    this.scale();
    this.buttons();
  }

  draw() {
    this.view.draw(this.tick, {colour: this.colouring(this.whole), selected: this.selected, instructions: this.words, marks: this.flags});
    this.frames.drawn++;
  }

  panel() {
    const {reel, about} = this.film, tick = this.whole, colours = this.view.palette(tick, this.colouring(tick));
    this.chips.forEach((chip, slot) => {
      if (!chip) return;
      chip.firstChild.style.background = colours[slot];
      chip.setAttribute("aria-pressed", String(slot === this.selected));
      chip.classList.toggle("dead", !reel.is("alive", tick, slot));
      chip.lastChild.textContent = this.flags.get(slot) ?? "";
    });
    if (this.game) this.game.panel();
    else fillPanel($("panel"), reel, about, this.selected, tick, colours);
    this.painted = tick;
  }

  /** What the colours mean. */
  scale() {
    const box = $("scale"), one = this.colourings[this.colour], {reel, about} = this.film;
    box.replaceChildren();
    const dot = (colour, words) => {
      const mark = made("span", "dot");
      mark.style.background = colour;
      box.append(made("span", "", mark, words));
    };
    if (one.kind === "none") return;
    if (one.colour === "watched") {
      dot(HOUSE.watched, "told, and watched"); dot(HOUSE.unwatched, "told, and not watched"); dot("#c9ced2", "told nothing");
    } else if (one.kind === "class") {
      const kin = one.colour === "kin";
      const values = kin ? reel.agents.map((agent) => agent.kin ?? -1) : (one.by ? one.by(this.whole) : one.colour).values;
      for (const number of [...new Set(values)].sort((a, b) => a - b)) {
        if (number < 0) { if (!kin) dot(classColour(-1), "in none"); continue; }
        const words = kin ? `of ${about.people[values.indexOf(number)].head}` : `coalition ${number}`;
        dot(classColour(number), `${words}: ${values.filter((value) => value === number).length}`);
      }
      if (kin) box.append(made("span", "soft", about.kin || "by tag: alike tags, alike colours"));
    } else {
      const [low, high] = one.low !== undefined ? [one.low, one.high] : typeof one.colour === "string" ? this.view.range(one.colour)
        : [Math.min, Math.max].map((most) => most(...one.colour.values.filter(Number.isFinite)));
      const bar = made("span", "bar");
      bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(shade).join(",")})`;
      box.append(made("span", "", `${one.words}: ${rounded(low)}`, bar, rounded(high)));
    }
  }

  buttons() {
    $("play").textContent = this.playing ? "❚❚" : "▶";
    $("play").setAttribute("aria-label", this.playing ? "Pause" : "Play");
    $("scrub").value = this.whole;
    $("scrub").setAttribute("aria-valuetext", `tick ${this.whole} of ${this.reel.ticks}`);
    $("clock").textContent = `tick ${this.whole} / ${this.reel.ticks - 1}`;
    $("world").setAttribute("aria-label", `${this.film.about.title}, tick ${this.whole}`);
    $("watch").setAttribute("aria-pressed", String($("game").hidden));
    $("play-game").setAttribute("aria-pressed", String(!$("game").hidden));
    $("film").value = this.number;
    $("film").disabled = Boolean(this.game);
  }

  loop(now) {
    if (this.playing) {
      const passed = Math.min((now - (this.before ?? now)) / 1000, 0.25), last = this.reel.ticks - 1;
      this.tick = Math.min(this.tick + passed * this.speed, last);
      this.draw();
      if (this.whole !== this.painted && now - (this.paintedAt ?? 0) > 90) {
        this.paintedAt = now;
        this.panel();
        this.buttons();
        if (this.colourings[this.colour].by) this.scale();
      }
      if (this.tick >= last) { this.pause(); this.changed(); }
    }
    this.before = now;
    requestAnimationFrame((next) => this.loop(next));
  }

  /** Into the game, or out of it. */
  setGame(on) {
    if (on === Boolean(this.game)) return;
    this.pause();
    $("panel").hidden = on;
    $("game").hidden = !on;
    if (on && !this.lineup) {
      $("game").replaceChildren(made("h2", "", "Spot the feigner"), made("p", "", this.why));
      this.buttons();
      return;
    }
    this.game = on ? new Game(this, $("game")) : null;
    this.tick = 0;
    this.begin();
  }

  help() {
    $("keys").hidden = !$("keys").hidden;
    $("help").setAttribute("aria-expanded", String(!$("keys").hidden));
  }
}

const player = new Player(JSON.parse($("data").textContent));
