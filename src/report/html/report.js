// Filters and sorts the items of the report. Everything is in the page already; this hides and moves it.
(() => {
  "use strict";
  const tools = document.getElementById("tools");
  if (!tools) return;
  const byVerdict = document.getElementById("by-verdict");
  const byCompany = document.getElementById("by-company");
  const byText = document.getElementById("by-text");
  const order = document.getElementById("sort");
  const shown = document.getElementById("shown");
  const sections = [...document.querySelectorAll("#items .company")].map((section) => ({
    section,
    items: [...section.querySelectorAll("article.item")],
    quiet: [...section.querySelectorAll("details.quiet")].map((list) => ({ list, items: [...list.querySelectorAll("li")] })),
  }));

  // What is searched in, made when somebody first searches.
  const texts = new Map();
  const text = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };

  const filter = () => {
    const verdict = byVerdict.value;
    const company = byCompany ? byCompany.value : "";
    const words = byText.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (element) => words.every((word) => text(element).includes(word));
    let visible = 0;
    let all = 0;
    for (const { section, items, quiet } of sections) {
      const here = !company || section.dataset.c === company;
      let any = false;
      for (const item of items) {
        item.hidden = !(here && (!verdict || item.dataset.v.split(" ").includes(verdict)) && found(item));
        all += 1;
        if (!item.hidden) visible += 1;
        any = any || !item.hidden;
      }
      for (const { list, items: named } of quiet) {
        let some = 0;
        for (const item of named) {
          item.hidden = !(here && (!verdict || list.dataset.v === verdict) && found(item));
          all += 1;
          if (!item.hidden) some += 1;
        }
        list.hidden = some === 0;
        if (some > 0 && (verdict || words.length > 0)) list.open = true;
        visible += some;
        any = any || some > 0;
      }
      section.hidden = !any;
    }
    shown.textContent = tools.dataset.shown.replace("{n}", visible.toLocaleString("en")).replace("{all}", all.toLocaleString("en"));
  };

  // Dates and rows rise, electricity and money fall; what has none comes last, and equals stay as they were.
  const keys = {
    r: (item) => Number(item.dataset.r),
    d: (item) => (item.dataset.d ? Date.parse(item.dataset.d) : Infinity),
    k: (item) => -Number(item.dataset.k || 0),
    m: (item) => -Number(item.dataset.m || 0),
  };
  const sort = () => {
    const key = keys[order.value];
    for (const { section, items, quiet } of sections) {
      const sorted = key
        ? items.map((item) => [key(item), item]).sort((a, b) => (a[0] === b[0] ? 0 : a[0] < b[0] ? -1 : 1)).map((pair) => pair[1])
        : items;
      const end = quiet.length > 0 ? quiet[0].list : null;
      for (const item of sorted) section.insertBefore(item, end);
    }
  };

  let waiting = 0;
  byText.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  byVerdict.addEventListener("change", filter);
  if (byCompany) byCompany.addEventListener("change", filter);
  order.addEventListener("change", sort);
  tools.addEventListener("submit", (event) => event.preventDefault());

  // A link to an item that a filter hides shows it.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    tools.reset();
    sort();
    filter();
    target.scrollIntoView();
  });

  // On paper everything is open.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
  });

  tools.hidden = false;
  filter();
})();
