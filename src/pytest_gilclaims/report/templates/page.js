"use strict";
(() => {
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll("[data-tags]")];
  const bodies = [...document.querySelectorAll("tbody")];
  const count = document.querySelector(".count");
  const theme = document.querySelector(".theme");

  const show = () => {
    const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = form.show.value;
    for (const row of rows) {
      const tagged = wanted === "all" || row.dataset.tags.split(" ").includes(wanted);
      row.hidden = !tagged || !words.every((word) => row.dataset.text.includes(word));
    }
    for (const body of bodies) body.hidden = !body.querySelector("tr.claim:not([hidden])");
    const shown = rows.filter((row) => row.matches("tr") && !row.hidden).length;
    count.textContent = shown === 1 ? "1 claim" : `${shown} claims`;
  };

  const keep = () => {
    const query = new URLSearchParams();
    if (form.q.value) query.set("q", form.q.value);
    if (form.show.value !== "all") query.set("show", form.show.value);
    const search = query.toString();
    history.replaceState(null, "", (search ? `?${search}` : location.pathname) + location.hash);
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    form.q.value = query.get("q") ?? "";
    const wanted = [...form.elements.show].find((choice) => choice.value === query.get("show"));
    if (wanted) wanted.checked = true;
  };

  const dye = (dark) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    theme.setAttribute("aria-pressed", String(dark));
    theme.textContent = dark ? "Light" : "Dark";
  };

  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) {
      target.open = true;
      target.scrollIntoView();
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { show(); keep(); });
  theme.addEventListener("click", () => dye(theme.getAttribute("aria-pressed") !== "true"));
  window.addEventListener("hashchange", open);
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.one:not([hidden])")) one.open = true;
  });
  if (matchMedia("(prefers-color-scheme: dark)").matches) dye(true);
  recall();
  show();
  open();
})();
