/* The filter above large tables: one query, ?mcerr=704, for all of a page. Runs in the head and
   adds each box once its table is parsed, so that nothing moves. */
(() => {
"use strict";
const root = document.documentElement, words = document.currentScript.dataset, boxes = [];
const ROW = "tr:not(.mcerr-group)";
let query = asked(), sharing;

root.classList.add("mcerr-script");
root.classList.toggle("mcerr-asked", query);

function asked() {
  return new URLSearchParams(location.search).get("mcerr") || "";
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/_/g, " ");
}

/* A word without marks around it, ErrorCode:: and store. */
function bare(word) {
  return word.replace(/^.*::|^["'`([{]+|["'`)\]},;:.!?]+$/g, "")
    .replace(/^[a-z-]+\.(?=-?\d|\w+_)/, "");
}

/* A number is a whole one, else a beginning, else text. */
function tests(rows) {
  return query.trim().split(/\s+/).map(bare).filter(Boolean).map(fold).map(word => {
    const number = row => word[0] === "-" ? row.value : row.value.replace("-", "");
    const ways = [row => number(row) === word, row => number(row).startsWith(word)];
    const found = /^-?\d+$/.test(word) && ways.find(way => rows.some(way));
    return found || (row => row.text.includes(word));
  });
}

function rowsOf(box) {
  return box.rows ||= [...box.table.tBodies].flatMap(body => {
    const title = body.querySelector(".mcerr-group")?.textContent || "";
    return [...body.querySelectorAll(ROW)].map(element => ({
      element, body, text: fold(`${element.textContent} ${title}`),
      value: element.querySelector(".mcerr-value")?.textContent || ""}));
  });
}

function apply(active) {
  const top = active?.place.getBoundingClientRect().top, target = targetRow();
  const wanted = tests(boxes.flatMap(rowsOf));
  // A page shorter than where it is scrolled to would move.
  root.style.minHeight = query && `${scrollY + innerHeight}px`;
  for (const box of boxes) {
    const bodies = new Set();
    let shown = 0, found = 0;
    for (const row of box.rows) {
      const matches = wanted.every(test => test(row));
      row.show = matches || row.element === target;
      if (row.show) bodies.add(row.body);
      shown += row.show;
      found += matches;
    }
    for (const {element, body, show} of box.rows) {
      if (bodies.has(body) && element.hidden === show) element.hidden = !show;
    }
    for (const body of box.table.tBodies) body.hidden = !bodies.has(body);
    box.status.ariaLive = active && box !== active ? "off" : "polite"; // one voice
    say(box, found && shown, box.rows.length);
  }
  // Measuring is dear.
  if (active && active !== boxes[0]) scrollBy({top: active.place.getBoundingClientRect().top - top, behavior: "instant"});
}

function say(box, shown, all) {
  box.status.textContent = (shown ? words.status : words.none).replace("{shown}", shown)
    .replace("{all}", all);
  box.clear.hidden = !query;
  if (box.input.value !== query) box.input.value = query;
}

/* Is shown whether it matches or not. */
function targetRow() {
  return document.getElementById(location.hash.slice(1))?.closest("tbody > tr");
}

function ask(text, box) {
  query = text;
  apply(box);
  clearTimeout(sharing);
  sharing = setTimeout(share, 300);
}

function share() {
  const url = new URL(location);
  sharing = 0;
  url.searchParams.set("mcerr", query);
  if (!query) url.searchParams.delete("mcerr");
  try {
    history.replaceState(history.state, "", url);
  } catch { /* Not all documents may. */ }
}

function onMove() {
  const row = targetRow(), hidden = row && !row.offsetHeight;
  if (!sharing) query = asked();
  apply();
  if (hidden) row.scrollIntoView();
}

function onKey(event, box) {
  const link = "tbody:not([hidden]) > tr:not([hidden]) a";
  const first = box.table.querySelector(link) || document.querySelector(`.mcerr-large ${link}`);
  if (event.key === "Enter" && first && !event.isComposing) first.focus();
  else if (event.key === "Escape" && query) ask("", box);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function addBox(place, table) {
  const number = boxes.length + 1, id = `mcerr-filter-${number}`;
  const make = (name, attributes, text = "") => {
    const element = place.appendChild(document.createElement(name));
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.textContent = text;
    return element;
  };
  table.id ||= `mcerr-table-${number}`;
  make("label", {for: id}, words.label);
  const input = make("input", {id, type: "search", "aria-controls": table.id, placeholder: words.hint,
    autocomplete: "off", dir: "auto"});
  const status = make("span", {role: "status", "aria-live": "polite"});
  const clear = make("button", {type: "button"}, words.clear);
  const box = {place, table, input, status, clear};
  clear.onclick = () => { ask("", box); input.focus(); };
  input.oninput = () => ask(input.value, box);
  input.onfocus = () => boxes.forEach(rowsOf);
  input.onkeydown = event => onKey(event, box);
  const all = table.querySelectorAll(`tbody ${ROW}`).length;
  say(box, all, all);
  boxes.push(box);
}

function look() {
  const before = boxes.length, parsed = document.readyState !== "loading";
  for (const place of document.querySelectorAll(".mcerr-filter:empty")) {
    const next = place.nextElementSibling, table = next?.querySelector("table") || next;
    if (table && (parsed || isFollowed(table))) addBox(place, table);
  }
  if (boxes.length === before) return;
  if (query) apply();
  root.classList.remove("mcerr-asked");
}

function isFollowed(node) {
  return node !== document.body && (node.nextSibling !== null || isFollowed(node.parentNode));
}

const observer = new MutationObserver(look);
observer.observe(document, {childList: true, subtree: true});
addEventListener("DOMContentLoaded", () => { look(); observer.disconnect(); });
addEventListener("popstate", onMove);
})();
