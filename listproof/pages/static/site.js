"use strict";
(() => {
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const most = 12;
  let index = [];

  function found(text) {
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!wanted.length) return [];
    return index
      .filter(([page, words]) => wanted.every((word) => `${page} ${words}`.toLowerCase().includes(word)))
      .slice(0, most);
  }

  // Only text and our own addresses are put on the page: nothing of a document is read as markup.
  function show() {
    list.replaceChildren(
      ...found(input.value).map(([page, , shown, address]) => {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = shown;
        const where = document.createElement("small");
        where.textContent = page;
        link.append(where);
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
    if (input.value.trim() && index.length && !list.children.length) {
      const item = document.createElement("li");
      item.textContent = "Nothing found";
      list.append(item);
    }
  }

  function close() {
    input.value = "";
    show();
  }

  // What the search looks in may be long, so it comes when somebody searches; a script, since a page that
  // is opened from a disk may not fetch anything else.
  function load() {
    const script = document.createElement("script");
    script.src = "search-index.js";
    script.addEventListener("load", () => {
      index = window.listproofIndex || [];
      show();
    });
    document.head.append(script);
  }

  if (box) {
    box.hidden = false;
    input.addEventListener("focus", load, { once: true });
    input.addEventListener("input", show);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    list.addEventListener("click", close);
  }

  // Paper has no way to open what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
})();
