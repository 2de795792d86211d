"use strict";
(() => {
  const controls = document.getElementById("controls");
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const rows = [...document.querySelectorAll("#matrix tbody tr")];
  const failures = [...document.querySelectorAll("article.failure")];
  const texts = new Map([...rows, ...failures].map((each) => [each, each.textContent.toLowerCase()]));

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const sight = controls.elements.sight.value;
    const matches = (each) => words.every((word) => texts.get(each).includes(word));
    for (const row of rows) {
      row.hidden = !matches(row) || (sight !== "" && !row.dataset.sights.split(" ").includes(sight));
    }
    for (const failure of failures) failure.hidden = !matches(failure);
    const shown = (all) => all.filter((each) => !each.hidden).length;
    count.textContent =
      `${shown(rows)} of ${rows.length} faults, ${shown(failures)} of ${failures.length} failures shown`;
  };

  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // A page that was opened from a file may have no clipboard; a selection can always be copied.
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      done = document.execCommand("copy");
    }
    const word = button.firstChild;
    word.data = done ? "copied" : "selected";
    button.classList.add("done");
    count.textContent = done ? "Copied." : "Selected: press Ctrl C.";
    setTimeout(() => {
      word.data = "copy";
      button.classList.remove("done");
    }, 2000);
  };

  controls.hidden = false;
  controls.addEventListener("input", show);
  controls.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && typing) {
      search.value = "";
      show();
    }
  });
  // A link to a failure leads there even if a filter hides it.
  const uncover = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target) target.hidden = false;
  };
  addEventListener("hashchange", uncover);

  // Paper cannot be clicked: all of it is printed.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });
  show();
})();
