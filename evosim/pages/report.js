"use strict";

/* Paper has no summary to click on: everything is open while the page is printed, and as before afterwards. */
(() => {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
  });

  /* On a narrow screen the contents start folded up. */
  if (window.matchMedia("(max-width: 700px)").matches) document.querySelector("nav details").open = false;
})();
