"use strict";
/* How each thing of a world looks. `world.js` calls these, the legend too; a page holds both files. */

const FULL = 2 * Math.PI;
const GOOD_FOOD = "#4aa36b", OTHER_FOOD = "#b08a2e";
const DEALT = {
  give: {colour: HOUSE.good, words: "gift", dash: []},
  steal: {colour: HOUSE.warn, words: "theft", dash: [5, 4]},
  attack: {colour: HOUSE.watched, words: "blow", dash: [1, 3]},
  lift: {colour: HOUSE.unwatched, words: "lift together", dash: [2, 5]},
};
const DEALT_TICKS = 3; // for which a line stays

/** Ground, walls, trees and high ground. */
function drawBackdrop(pen, film, cell, side) {
  pen.fillStyle = "#f4f5ef";
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = "#e9ebe3";
  pen.lineWidth = 1;
  pen.beginPath();
  for (let k = 0; k <= film.size; k++) {
    pen.moveTo(k * cell, 0); pen.lineTo(k * cell, side);
    pen.moveTo(0, k * cell); pen.lineTo(side, k * cell);
  }
  pen.stroke();
  const surface = film.ground.surface.data;
  for (let at = 0; at < surface.length; at++) {
    const x = (at % film.size) * cell, y = Math.floor(at / film.size) * cell;
    if (surface[at] === 1) {
      pen.fillStyle = "#7b7f86";
      pen.fillRect(x, y, cell, cell);
    } else if (surface[at] === 2) {
      drawTree(pen, x + cell / 2, y + cell / 2, cell);
    } else if (surface[at] === 3) {
      pen.fillStyle = "#e0d7c3";
      pen.fillRect(x, y, cell, cell);
    }
  }
  drawCliffs(pen, film, cell);
}

function drawTree(pen, x, y, cell) {
  pen.fillStyle = "#c4dcb9";
  for (const [dx, dy] of [[0, -0.22], [-0.2, 0.1], [0.2, 0.1]]) {
    pen.beginPath();
    pen.arc(x + dx * cell, y + dy * cell, cell * 0.26, 0, FULL);
    pen.fill();
  }
  pen.fillStyle = "#8b6f47";
  pen.fillRect(x - cell * 0.05, y + cell * 0.1, cell * 0.1, cell * 0.34);
}

/** An edge with short strokes down from it, as on a map. */
function drawCliffs(pen, film, cell) {
  const surface = film.ground.surface.data, size = film.size;
  if (!surface.length) return;
  const high = (y, x) => surface[((y + size) % size) * size + (x + size) % size] === 3;
  pen.strokeStyle = "#9a8a66";
  pen.lineWidth = Math.max(1.5, cell * 0.08);
  pen.beginPath();
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!high(y, x)) continue;
      for (const [dy, dx] of [[0, 1], [1, 0], [0, -1], [-1, 0]]) {
        if (high(y + dy, x + dx)) continue;
        const cx = (x + 0.5 + dx / 2) * cell, cy = (y + 0.5 + dy / 2) * cell;
        pen.moveTo(cx - dy * cell / 2, cy - dx * cell / 2);
        pen.lineTo(cx + dy * cell / 2, cy + dx * cell / 2);
        for (const k of [-0.25, 0.25]) {
          pen.moveTo(cx + dy * k * cell, cy + dx * k * cell);
          pen.lineTo(cx + dy * k * cell + dx * cell * 0.2, cy + dx * k * cell + dy * cell * 0.2);
        }
      }
    }
  }
  pen.stroke();
}

/** A landmark: four shapes with their letters. */
function drawBeacon(pen, x, y, cell, thing) {
  const r = Math.max(cell * 0.62, 8), corners = [3, 4, 5, 6][thing % 4];
  pen.beginPath();
  for (let k = 0; k < corners; k++) {
    const a = -Math.PI / 2 + (k * FULL) / corners + (corners === 4 ? Math.PI / 4 : 0);
    pen.lineTo(x + r * Math.cos(a), y + r * Math.sin(a) + (corners === 3 ? r * 0.15 : 0));
  }
  pen.closePath();
  pen.fillStyle = "#3d4650";
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 2;
  pen.stroke();
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.font = `700 ${Math.round(r * 0.95)}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(THINGS[thing], x, y + r * (corners === 3 ? 0.2 : 0.06));
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

/** What lies about and moves: food, landmarks, heavy and hidden food, marks, stores, predators, the human. */
function drawGround(view, t) {
  const {pen, cell, reel: film} = view, {ground, size} = film, cells = size * size;
  const where = (at) => [((at % size) + 0.5) * cell, (Math.floor(at / size) + 0.5) * cell];
  const food = ground.food.data.subarray(t * cells, (t + 1) * cells), r = cell * 0.16;
  for (const kind of [1, 2]) {
    pen.fillStyle = kind === 1 ? GOOD_FOOD : OTHER_FOOD;
    pen.beginPath();
    for (let at = 0; at < cells; at++) {
      if (food[at] !== kind) continue;
      const [x, y] = where(at);
      if (kind === 1) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, FULL); } else {
        pen.moveTo(x, y - r * 1.3); pen.lineTo(x + r * 1.3, y);
        pen.lineTo(x, y + r * 1.3); pen.lineTo(x - r * 1.3, y); pen.closePath();
      }
    }
    pen.fill();
  }
  ground.beacons.forEach(([y, x], thing) => drawBeacon(pen, (x + 0.5) * cell, (y + 0.5) * cell, cell, thing));
  const row = (part) => part.data.subarray(t * part.shape[1], (t + 1) * part.shape[1]);
  if (ground.mark.data.length) {
    pen.font = `600 ${Math.max(8, cell * 0.42)}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "rgba(122, 81, 149, .45)"; // pale: a record that lasts fills the world
    row(ground.mark).forEach((mark, at) => { if (mark) pen.fillText("αβγδ"[mark - 1], ...where(at)); });
  }
  for (const at of row(ground.buried)) if (at >= 0) drawPile(pen, ...where(at), cell);
  for (const at of row(ground.heavy)) if (at >= 0) drawHeavy(pen, ...where(at), cell);
  ground.store_at.forEach((at, slot) => { if (at >= 0) drawStore(pen, ...where(at), cell, slot); });
  const human = ground.avatar.data.subarray(2 * t, 2 * t + 2);
  const hidden = ground.beacons.some(([y, x]) => y === human[0] && x === human[1]); // then beside the landmark
  drawHuman(pen, (human[1] + (hidden ? 1.3 : 0.5)) * cell, (human[0] + 0.5) * cell, cell);
  const predators = ground.predator;
  for (let k = 0; k < (predators.shape[1] || 0); k++) {
    const at = 2 * (t * predators.shape[1] + k);
    drawPredator(pen, (predators.data[at + 1] + 0.5) * cell, (predators.data[at] + 0.5) * cell, cell);
  }
}

function drawPile(pen, x, y, cell) {
  pen.fillStyle = "#a98c5f";
  pen.beginPath();
  pen.moveTo(x - cell * 0.32, y + cell * 0.22);
  pen.quadraticCurveTo(x, y - cell * 0.45, x + cell * 0.32, y + cell * 0.22);
  pen.fill();
}

function drawHeavy(pen, x, y, cell) {
  const r = Math.max(cell * 0.4, 5);
  pen.fillStyle = GOOD_FOOD;
  pen.strokeStyle = "#1f5d3a";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(x - r, y - r * 0.8, 2 * r, 1.6 * r, r * 0.4);
  pen.fill();
  pen.stroke();
}

function drawStore(pen, x, y, cell, slot) {
  const r = Math.max(cell * 0.42, 6);
  pen.strokeStyle = HOUSE.unwatched;
  pen.lineWidth = 2;
  pen.strokeRect(x - r, y - r, 2 * r, 2 * r);
  pen.fillStyle = HOUSE.unwatched;
  pen.font = `${Math.round(r)}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(slot), x, y);
}

/** The human who speaks. */
function drawHuman(pen, x, y, cell) {
  const r = Math.max(cell * 0.55, 8);
  pen.fillStyle = "#ffffff";
  pen.strokeStyle = HOUSE.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(x, y - r * 0.45, r * 0.38, 0, FULL);
  pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - r * 0.7, y + r * 0.85);
  pen.quadraticCurveTo(x - r * 0.6, y, x, y);
  pen.quadraticCurveTo(x + r * 0.6, y, x + r * 0.7, y + r * 0.85);
  pen.closePath();
  pen.fill();
  pen.stroke();
}

function drawPredator(pen, x, y, cell) {
  const r = Math.max(cell * 0.5, 7);
  pen.fillStyle = "#2b2b2b";
  pen.beginPath();
  for (let k = 0; k < 16; k++) {
    const far = k % 2 ? r * 0.62 : r, a = (k * FULL) / 16;
    pen.lineTo(x + far * Math.cos(a), y + far * Math.sin(a));
  }
  pen.fill();
  pen.fillStyle = "#ffffff";
  for (const dx of [-0.22, 0.22]) {
    pen.beginPath();
    pen.arc(x + dx * r, y - r * 0.1, r * 0.13, 0, FULL);
    pen.fill();
  }
}

function drawStorm(view, now) {
  const {pen, side} = view;
  pen.strokeStyle = "rgba(40, 70, 110, .35)";
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (let k = 0; k < 120; k++) {
    const x = ((k * 97.3 + now * 31) % 1000) / 1000 * side, y = ((k * 53.7 + now * 83) % 1000) / 1000 * side;
    pen.moveTo(x, y);
    pen.lineTo(x - 4, y + 11);
  }
  pen.stroke();
}

/** Moves those who stand in one cell a little apart, so that each can be seen. */
function spread(view, t) {
  const film = view.reel, crowds = new Map();
  view.places.forEach((place, slot) => {
    if (!place || !film.is("alive", t, slot)) return;
    const cell = film.at("y", t, slot) * film.size + film.at("x", t, slot);
    if (!crowds.has(cell)) crowds.set(cell, []);
    crowds.get(cell).push(slot);
  });
  for (const crowd of crowds.values()) {
    if (crowd.length < 2) continue;
    const r = view.cell * Math.min(0.24 + 0.04 * crowd.length, 0.6);
    crowd.forEach((slot, k) => {
      view.places[slot].x += r * Math.cos((k * FULL) / crowd.length - Math.PI / 2);
      view.places[slot].y += r * Math.sin((k * FULL) / crowd.length - Math.PI / 2);
    });
  }
}

/** Radius of an agent, CSS pixels. */
function radiusOf(view) { return Math.max(view.cell * 0.34, 4.5); }

/** An agent: its disc, where it goes, and what it is told. */
function drawAgent(view, t, slot, colour, selected, marks) {
  const {pen, reel: film} = view, {x, y} = view.places[slot], r = radiusOf(view);
  if (!film.is("alive", t, slot)) return drawDead(pen, x, y, r, selected);
  if (selected) {
    pen.strokeStyle = HOUSE.ink;
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(x, y, r + 8.5, 0, FULL);
    pen.stroke();
  }
  if (film.is("up", t, slot)) {
    pen.fillStyle = "rgba(90, 150, 80, .55)";
    pen.beginPath();
    pen.arc(x, y, r * 1.6, 0, FULL);
    pen.fill();
  }
  const lift = film.is("air", t, slot) ? r * 0.7 : 0;
  if (lift) {
    pen.fillStyle = "rgba(0,0,0,.22)";
    pen.beginPath();
    pen.ellipse(x, y + r * 0.5, r, r * 0.45, 0, 0, FULL);
    pen.fill();
  }
  drawBody(pen, x, y - lift, r, colour, film.at("act", t, slot) === 0 ? film.at("direction", t, slot) : -1);
  if (film.is("hurt", t, slot)) {
    pen.strokeStyle = HOUSE.watched;
    pen.lineWidth = 3;
    pen.strokeRect(x - r * 0.5, y - lift - r * 0.5, r, r);
  }
  if (film.is("heard", t, slot)) {
    drawRings(pen, x, y - lift, r + 3.2, film.is("checked", t, slot), film.is("letter", t, slot),
      film.is("spirit", t, slot));
    if (film.is("watched", t, slot)) drawEye(pen, x, y - lift - r - 8, Math.max(r * 0.62, 5));
  }
  if (marks?.has(slot)) drawFlag(pen, x, y - lift, r, marks.get(slot));
}

function drawBody(pen, x, y, r, colour, direction) {
  pen.fillStyle = colour;
  pen.strokeStyle = "rgba(20, 25, 30, .85)";
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.arc(x, y, r, 0, FULL);
  pen.fill();
  pen.stroke();
  if (direction < 0) return;
  const [dy, dx] = [[0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0], [-1, 1]][direction];
  const k = 1 / Math.hypot(dx, dy);
  pen.fillStyle = "rgba(20, 25, 30, .85)";
  pen.beginPath();
  pen.arc(x + dx * k * r * 0.62, y + dy * k * r * 0.62, r * 0.2, 0, FULL);
  pen.fill();
}

function drawDead(pen, x, y, r, selected) {
  pen.strokeStyle = selected ? HOUSE.ink : "#8f969c";
  pen.lineWidth = selected ? 2.5 : 1.8;
  pen.beginPath();
  for (const k of [-1, 1]) { pen.moveTo(x - r * 0.6, y - k * r * 0.6); pen.lineTo(x + r * 0.6, y + k * r * 0.6); }
  pen.stroke();
}
