"use strict";
/* What is told and done, drawn: rings, eyes, arrows, words, lines between agents. With `marks.js`. */

/**
 * Two half rings: the left one is the letter, the right one the spirit. Met: whole and green; not met: broken
 * and red; not judged in this tick: thin and grey. Where one is met and the other not, a bar parts them.
 */
function drawRings(pen, x, y, r, checked, letter, spirit) {
  const gap = 0.16;
  for (const [met, from] of [[letter, Math.PI / 2], [spirit, -Math.PI / 2]]) {
    pen.strokeStyle = !checked ? HOUSE.chance : met ? HOUSE.good : HOUSE.watched;
    pen.lineWidth = !checked ? 1.2 : met ? 3.4 : 2.2;
    pen.setLineDash(checked && !met ? [2.2, 2.8] : []);
    pen.beginPath();
    pen.arc(x, y, r, from + gap, from + Math.PI - gap);
    pen.stroke();
  }
  pen.setLineDash([]);
  if (!checked || letter === spirit) return;
  pen.strokeStyle = HOUSE.ink;
  pen.lineWidth = 2.2;
  pen.beginPath();
  for (const side of [-1, 1]) {
    pen.moveTo(x - 3, y + side * (r + 4) + 2.5);
    pen.lineTo(x + 3, y + side * (r + 4) - 2.5);
  }
  pen.stroke();
}

/** An eye: somebody judges this. */
function drawEye(pen, x, y, r) {
  pen.fillStyle = "#ffffff";
  pen.strokeStyle = HOUSE.ink;
  pen.lineWidth = 1.3;
  pen.beginPath();
  pen.moveTo(x - r, y);
  pen.quadraticCurveTo(x, y - r * 1.15, x + r, y);
  pen.quadraticCurveTo(x, y + r * 1.15, x - r, y);
  pen.fill();
  pen.stroke();
  pen.fillStyle = HOUSE.watched;
  pen.beginPath();
  pen.arc(x, y, r * 0.36, 0, FULL);
  pen.fill();
}

/** A sign beside an agent: of a guess, or of what it turned out to be. */
function drawFlag(pen, x, y, r, sign) {
  const at = {x: x + r * 0.95, y: y - r * 0.95}, size = Math.max(r * 0.75, 8);
  pen.fillStyle = HOUSE.ink;
  pen.beginPath();
  pen.arc(at.x, at.y, size, 0, FULL);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.font = `700 ${Math.round(size * 1.4)}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(sign, at.x, at.y + 0.5);
}

/** From an agent to what it is told about: a landmark, an agent. */
function drawArrow(view, t, slot, selected) {
  const {pen, reel: film} = view, order = view.places[slot] && film.is("alive", t, slot) && film.told(t, slot);
  if (!order) return;
  const from = view.places[slot], strong = slot === selected;
  let to = null;
  if (["goto", "avoid", "gather"].includes(order.verb)) {
    const [y, x] = film.ground.beacons[order.thing];
    to = {x: (x + 0.5) * view.cell, y: (y + 0.5) * view.cell};
  } else if (order.leader >= 0) to = view.places[order.leader];
  if (!to) return;
  const [dx, dy] = shortest(view, from, to), far = Math.hypot(dx, dy), r = radiusOf(view) + 6;
  if (far < r + 6) return;
  const away = order.verb === "avoid";
  pen.strokeStyle = strong ? HOUSE.ink : "rgba(60, 70, 80, .28)";
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = strong ? 2.2 : 1.2;
  pen.setLineDash(away ? [5, 4] : []);
  const ux = dx / far, uy = dy / far;
  for (const [ox, oy] of wraps(view, from, dx, dy)) {
    const sx = from.x + ox + ux * r, sy = from.y + oy + uy * r;
    const ex = from.x + ox + dx - ux * view.cell * 0.6, ey = from.y + oy + dy - uy * view.cell * 0.6;
    pen.beginPath();
    pen.moveTo(sx, sy);
    pen.lineTo(ex, ey);
    pen.stroke();
    if (away) { stopped(pen, ex, ey, ux, uy, strong ? 8 : 5); } else { head(pen, ex, ey, ux, uy, strong ? 9 : 6); }
  }
  pen.setLineDash([]);
}

function head(pen, x, y, ux, uy, size) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - ux * size - uy * size * 0.5, y - uy * size + ux * size * 0.5);
  pen.lineTo(x - ux * size + uy * size * 0.5, y - uy * size - ux * size * 0.5);
  pen.fill();
}

/** The end of an arrow to what is to be kept away from. */
function stopped(pen, x, y, ux, uy, size) {
  pen.setLineDash([]);
  pen.beginPath();
  pen.moveTo(x - uy * size, y + ux * size);
  pen.lineTo(x + uy * size, y - ux * size);
  pen.stroke();
}

/** The shorter way round from one place to another, CSS pixels. */
function shortest(view, from, to) {
  const half = view.side / 2;
  return ["x", "y"].map((axis) => {
    const d = to[axis] - from[axis];
    return d > half ? d - view.side : d < -half ? d + view.side : d;
  });
}

/** Where a line that leaves the world on one side has to be drawn too. */
function wraps(view, from, dx, dy) {
  const out = [[0, 0]], {side} = view, [x, y] = [from.x + dx, from.y + dy];
  const ox = x < 0 ? side : x > side ? -side : 0, oy = y < 0 ? side : y > side ? -side : 0;
  if (ox || oy) out.push([ox, oy]);
  return out;
}

/** Gifts, thefts, blows and joint lifts of the last ticks, fading. */
function drawDealings(view, now) {
  const {pen, reel: film} = view;
  for (let tick = Math.max(Math.ceil(now) - DEALT_TICKS, 0); tick <= Math.min(Math.floor(now), film.ticks - 1); tick++) {
    const age = (now - tick) / DEALT_TICKS;
    for (const {kind, one, other, amount} of film.dealt(tick)) {
      const look = DEALT[kind], from = view.places[one], to = view.places[other];
      if (!look || !from || !to || (kind === "give" && amount <= 0)) continue;
      const [dx, dy] = shortest(view, from, to);
      pen.globalAlpha = Math.max(1 - age, 0.12);
      pen.strokeStyle = look.colour;
      pen.lineWidth = kind === "attack" ? 4 : 2.6;
      pen.setLineDash(look.dash);
      for (const [ox, oy] of wraps(view, from, dx, dy)) {
        pen.beginPath();
        pen.moveTo(from.x + ox, from.y + oy);
        pen.lineTo(from.x + ox + dx, from.y + oy + dy);
        pen.stroke();
        // what changes hands goes along: of a gift to the other, of a theft to oneself
        if (kind === "attack" || kind === "lift") continue;
        const way = kind === "give" ? Math.min(age * 1.5, 1) : 1 - Math.min(age * 1.5, 1);
        pen.setLineDash([]);
        pen.fillStyle = look.colour;
        pen.beginPath();
        pen.arc(from.x + ox + dx * way, from.y + oy + dy * way, 4.5, 0, FULL);
        pen.fill();
      }
    }
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}

/** Thin lines from an agent to its allies. */
function drawAllies(view, t, slot) {
  const {pen} = view, from = view.places[slot];
  if (!from) return;
  pen.strokeStyle = HOUSE.unwatched;
  pen.lineWidth = 1.6;
  for (const other of view.reel.alliesOf(t, slot)) {
    const to = view.places[other];
    if (!to) continue;
    const [dx, dy] = shortest(view, from, to);
    for (const [ox, oy] of wraps(view, from, dx, dy)) {
      for (const k of [-2, 2]) {
        const far = Math.hypot(dx, dy) || 1, nx = (-dy / far) * k, ny = (dx / far) * k;
        pen.beginPath();
        pen.moveTo(from.x + ox + nx, from.y + oy + ny);
        pen.lineTo(from.x + ox + dx + nx, from.y + oy + dy + ny);
        pen.stroke();
      }
    }
  }
}

/** What each is told, beside it: where there is room for all, else of the selected one alone. */
function drawWords(view, t, selected) {
  const {pen, reel: film, cell} = view, all = cell >= 17, r = radiusOf(view);
  pen.textBaseline = "middle";
  for (let slot = 0; slot < film.slots; slot++) {
    const strong = slot === selected;
    if (!view.places[slot] || !film.is("alive", t, slot) || !(all || strong)) continue;
    const order = film.told(t, slot);
    if (!order) continue;
    const said = film.spoken === false ? `(${film.words(order)})` : film.words(order);
    const text = order.speaker === "avatar" ? said : `${order.speaker}: ${said}`;
    const size = strong ? 14 : Math.min(Math.max(cell * 0.36, 10), 13);
    pen.font = `${strong ? 700 : 500} ${size}px ${FONT}`;
    const wide = pen.measureText(text).width, place = view.places[slot];
    const right = place.x + r + 7 + wide < view.side;
    const x = right ? place.x + r + 6 : place.x - r - 6 - wide;
    pen.fillStyle = strong ? "rgba(255,255,255,.95)" : "rgba(255,255,255,.72)";
    pen.fillRect(x - 2, place.y - size * 0.62, wide + 4, size * 1.24);
    pen.fillStyle = order.speaker === "avatar" ? HOUSE.ink : "#8a2f6b";
    pen.textAlign = "left";
    pen.fillText(text, x, place.y + 0.5);
  }
}
