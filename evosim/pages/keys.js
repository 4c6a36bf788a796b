"use strict";
/* What buttons and keys of the replay do. */

/** Buttons, sliders and lists, and the world itself. */
function bindControls(player) {
  const on = (id, what, does) => $(id).addEventListener(what, does);
  on("play", "click", () => player.toggle());
  on("back", "click", () => player.step(-1));
  on("forth", "click", () => player.step(1));
  on("scrub", "input", () => {
    const tick = Number($("scrub").value); // read before pausing, which puts the slider where the player is
    player.pause();
    player.seek(tick);
  });
  on("speed", "change", () => player.setSpeed(Number($("speed").value)));
  on("film", "change", () => player.show(Number($("film").value)));
  on("colour", "change", () => player.setColour(Number($("colour").value)));
  on("words", "change", () => player.setWords($("words").checked));
  on("watch", "click", () => { player.setGame(false); $("panel").hidden = false; $("game").hidden = true; player.buttons(); });
  on("play-game", "click", () => player.setGame(true));
  on("help", "click", () => player.help());
  on("world", "click", (event) => player.choose(player.view.agentAt(event.offsetX, event.offsetY)));
  window.addEventListener("resize", () => player.draw());
  document.addEventListener("keydown", (event) => pressed(player, event));
}

/** A key, unless what has the focus wants it for itself. */
function pressed(player, event) {
  const tag = event.target.tagName, typing = tag === "SELECT" || tag === "INPUT";
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // a control that has the focus keeps the keys that are its own
  if (typing && (event.key.startsWith("Arrow") || event.key === " " || event.key === "Home" || event.key === "End")) return;
  if (tag === "SELECT" && event.key !== "Escape") return;
  if (tag === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
  if (tag === "SUMMARY" && (event.key === " " || event.key === "Enter")) return;
  const stride = event.shiftKey ? 10 : 1;
  const does = {
    " ": () => player.toggle(), "ArrowLeft": () => player.step(-stride), "ArrowRight": () => player.step(stride),
    "Home": () => { player.pause(); player.seek(0); }, "End": () => { player.pause(); player.seek(player.reel.ticks - 1); },
    "ArrowUp": () => player.nextAgent(-1), "ArrowDown": () => player.nextAgent(1), "Escape": () => player.choose(null),
    "+": () => player.faster(1), "=": () => player.faster(1), "-": () => player.faster(-1),
    "c": () => player.nextColour(), "i": () => player.setWords(!player.words), "g": () => ($("game").hidden ? $("play-game") : $("watch")).click(),
    "w": () => { if (!player.game) player.show((player.number + 1) % player.films.length); }, "?": () => player.help(),
    "Enter": () => player.game?.accuse(player.selected),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}
