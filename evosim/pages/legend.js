"use strict";
/* What each mark means: the marks are drawn by the functions that draw them in the world. */

/** Fills a list with the marks of some film: only those that can be in it. */
function fillLegend(box, film) {
  box.replaceChildren();
  const mark = (words, draw) => {
    const row = document.createElement("div"), canvas = document.createElement("canvas"), ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = 40 * ratio;
    canvas.style.width = canvas.style.height = "40px";
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    draw(pen);
    row.append(canvas, Object.assign(document.createElement("span"), {textContent: words}));
    box.append(row);
  };
  const body = (pen, y = 20) => drawBody(pen, 20, y, 8, "#8fb7d8", 0);
  const has = (part) => part.data.length > 0, ground = film.ground;
  const dealt = new Set(Array.from(film.dealings.kind.data, (kind) => film.kinds[kind]));
  mark("an agent; the dot: where its step went", body);
  mark("it is dead, and lies where it fell", (pen) => drawDead(pen, 20, 20, 8, false));
  mark("the eye: somebody is watching what it does", (pen) => { body(pen, 25); drawEye(pen, 20, 9, 7); });
  mark("left half ring: the letter is met; right: the spirit", (pen) => { body(pen); drawRings(pen, 20, 20, 13, true, true, true); });
  mark("a broken half: not met", (pen) => { body(pen); drawRings(pen, 20, 20, 13, true, false, false); });
  mark("a bar parts them: letter without spirit", (pen) => { body(pen); drawRings(pen, 20, 20, 12, true, true, false); });
  mark("thin: told, but not judged in this tick", (pen) => { body(pen); drawRings(pen, 20, 20, 13, false, false, false); });
  mark("an arrow: to the thing that it is told about", (pen) => {
    pen.strokeStyle = pen.fillStyle = HOUSE.ink;
    pen.lineWidth = 2;
    pen.beginPath(); pen.moveTo(4, 32); pen.lineTo(30, 12); pen.stroke();
    head(pen, 35, 8, 0.79, -0.61, 9);
  });
  if (film.verbs.includes("avoid")) {
    mark("dashed, with a bar: what it is to keep away from", (pen) => {
      pen.strokeStyle = HOUSE.ink; pen.lineWidth = 2; pen.setLineDash([5, 4]);
      pen.beginPath(); pen.moveTo(4, 32); pen.lineTo(34, 9); pen.stroke();
      stopped(pen, 34, 9, 0.79, -0.61, 7);
    });
  }
  mark("a landmark, A to D", (pen) => drawBeacon(pen, 20, 20, 20, 1));
  mark("where the human speaks from", (pen) => drawHuman(pen, 20, 20, 24));
  const harms = (kind) => (ground.harmful === kind ? "food that harms in this life; agents have to learn it" : "food");
  mark(harms(1), (pen) => { pen.fillStyle = GOOD_FOOD; pen.beginPath(); pen.arc(20, 20, 6, 0, FULL); pen.fill(); });
  if (ground.food.data.includes(2)) {
    mark(harms(2), (pen) => {
      pen.fillStyle = OTHER_FOOD;
      pen.beginPath(); pen.moveTo(20, 12); pen.lineTo(28, 20); pen.lineTo(20, 28); pen.lineTo(12, 20); pen.fill();
    });
  }
  for (const [kind, look] of Object.entries(DEALT)) {
    if (!dealt.has(kind)) continue;
    mark(kind === "steal" ? "theft: the dot goes to the thief" : kind === "give" ? "gift: the dot goes to whom it is given" : look.words,
      (pen) => {
        pen.strokeStyle = pen.fillStyle = look.colour;
        pen.lineWidth = kind === "attack" ? 4 : 2.6;
        pen.setLineDash(look.dash);
        pen.beginPath(); pen.moveTo(3, 20); pen.lineTo(37, 20); pen.stroke();
        if (kind === "give" || kind === "steal") { pen.setLineDash([]); pen.beginPath(); pen.arc(24, 20, 4.5, 0, FULL); pen.fill(); }
      });
  }
  mark("double line: whom the chosen agent holds for an ally", (pen) => {
    pen.strokeStyle = HOUSE.unwatched; pen.lineWidth = 1.6;
    for (const y of [18, 22]) { pen.beginPath(); pen.moveTo(3, y); pen.lineTo(37, y); pen.stroke(); }
  });
  const surface = ground.surface.data;
  if (surface.includes(1)) mark("a wall", (pen) => { pen.fillStyle = "#7b7f86"; pen.fillRect(6, 6, 28, 28); });
  if (surface.includes(2)) mark("a tree, to climb", (pen) => drawTree(pen, 20, 20, 34));
  if (surface.includes(3)) {
    mark("high ground; falling off it kills after life", (pen) => { pen.fillStyle = "#e0d7c3"; pen.fillRect(6, 6, 28, 28); });
  }
  if (has(ground.heavy)) mark("heavy food: it takes several to lift", (pen) => drawHeavy(pen, 20, 20, 28));
  if (has(ground.buried)) mark("hidden food, seen by the sharp-sighted", (pen) => drawPile(pen, 20, 20, 34));
  if (has(ground.predator)) mark("a predator", (pen) => drawPredator(pen, 20, 20, 30));
  if (ground.store_at.some((at) => at >= 0)) mark("the store that this agent runs", (pen) => drawStore(pen, 20, 20, 30, 3));
  if (has(ground.mark)) {
    mark("marks on the shared record", (pen) => { pen.font = `600 16px ${FONT}`; pen.fillStyle = "#7a5195"; pen.fillText("αβγδ", 3, 26); });
  }
  if (ground.storm.data.includes(1)) mark("slanting strokes: a storm", (pen) => drawStorm({pen, side: 40}, 3));
}

/** The letter and the spirit of each verb in use. */
function fillAsked(table, verbs) {
  const row = (tag, ...texts) => made("tr", "", ...texts.map((text) => made(tag, "", text)));
  table.replaceChildren(row("th", "told", "letter", "spirit"), ...verbs.map(({verb, letter, spirit}) => row("td", verb, letter, spirit)));
}
