/* The filter above large tables, with one query for all tables of a page, e.g. ?mcerr=704. It runs
   before the first filter. Each filter is shown at once, since themes may hide all with the attribute
   hidden, and starts as soon as its table is parsed, to avoid layout shifts. */
(() => {
"use strict";
const {fold, bare, codesIn, nearest} = mooncakeErrors;
const root = document.documentElement, words = document.currentScript.dataset, boxes = [];
let query = asked(), sharing;

function asked() {
  return new URLSearchParams(location.search).get("mcerr") || "";
}

/* One test for each word. A number matches whole numbers, else the beginnings of numbers, else text. */
function tests(rows) {
  return query.trim().split(/\s+/).map(bare).filter(Boolean).map(fold).map(word => {
    const number = row => word[0] === "-" ? row.value : row.value.replace("-", "");
    const ways = [row => number(row) === word, row => number(row).startsWith(word)];
    const found = /^-?\d+$/.test(word) && ways.find(way => rows.some(way));
    return found || (row => row.text.includes(word));
  });
}

/* The `rows` with all words of the query; if there are none, the rows whose code it names. */
function matches(rows) {
  const wanted = tests(rows), found = rows.filter(row => wanted.every(test => test(row)));
  return found.length ? found : codesIn(query, rows);
}

function rowsOf(table) {
  const content = (element, name) => element.querySelector(name)?.textContent.trim() || "";
  return [...table.tBodies].flatMap(body => [...body.querySelectorAll("tr:not(.mcerr-group)")].map(element => {
    const group = content(element, ".mcerr-group") || content(body, ".mcerr-group");
    const name = content(element, ".mcerr-code");
    return {element, body, table, group, retry: content(element, ".mcerr-badge"),
      names: /[a-z]/i.test(name) ? [name] : [], value: content(element, ".mcerr-value"),
      text: fold(`${element.textContent} ${group}`)};
  }));
}

/* The rows of all tables; those of large tables are cached, since these are completely parsed. */
function allRows() {
  const kept = new Map(boxes.map(box => [box.table, box.rows ||= rowsOf(box.table)]));
  const tables = [...document.querySelectorAll("table.mooncake-errors")];
  return tables.flatMap(table => kept.get(table) || rowsOf(table));
}

function apply(active) {
  const top = active?.place.getBoundingClientRect().top, target = targetRow();
  const rows = allRows(), matching = matches(rows), near = matching.length ? [] : nearest(query, rows);
  const choices = new Map(boxes.map(box => [box.table, box.choices]));
  const found = matching.filter(row => (choices.get(row.table) || [])
    .every(({name, value}) => !value || row[name] === value));
  const shown = new Set(found);
  // Keeps the scroll position when the page becomes shorter.
  root.style.minHeight = query && `${scrollY + innerHeight}px`;
  for (const box of boxes) {
    box.found = found.filter(row => row.table === box.table);
    box.elsewhere = query ? found.filter(row => row.table !== box.table) : [];
    show(box, row => shown.has(row) || row.element === target);
    box.status.ariaLive = active && box !== active ? "off" : "polite"; // announce one status only
    say(box, near);
  }
  // Measured only where filters above it may have moved this one.
  if (active && active !== boxes[0]) scrollBy({top: active.place.getBoundingClientRect().top - top, behavior: "instant"});
}

/* Rows of hidden groups are not changed, to keep changes for each key few. */
function show(box, isShown) {
  const rows = box.rows.filter(isShown), left = new Set(rows), bodies = new Set(rows.map(row => row.body));
  for (const row of box.rows) {
    if (bodies.has(row.body) && row.element.hidden === left.has(row)) row.element.hidden = !left.has(row);
  }
  for (const body of box.table.tBodies) body.hidden = !bodies.has(body);
  box.shown = rows.length;
}

function say(box, near) {
  const counted = fill(words.status, {shown: box.shown, all: box.rows.length});
  const isFound = box.shown || box.elsewhere.length;
  const parts = isFound ? [counted, ...linksTo(box.elsewhere)] : [words.none, ...waysOn(box, near)];
  box.status.replaceChildren(...parts.flatMap((part, place) => place ? [" · ", part] : [part]));
  box.clear.hidden = !query && box.choices.every(choice => !choice.value);
  if (box.input.value !== query) box.input.value = query;
}

function fill(text, values) {
  return text.replace(/{(\w+)}/g, (_, key) => values[key]);
}

function make(name, textContent, properties) {
  return Object.assign(document.createElement(name), {textContent, ...properties});
}

/* A link to the first of `rows` in each table: "2 in Mooncake Store". */
function linksTo(rows) {
  return [...new Set(rows.map(row => row.table))].map((table, place) => {
    const own = rows.filter(row => row.table === table);
    const name = table.ariaLabel || table.caption?.querySelector(".caption-text")?.textContent || "";
    const id = own[0].element.querySelector("[id]")?.id || (table.id ||= `mcerr-table-to-${place}`);
    return make("a", fill(words.elsewhere, {shown: own.length, table: name}), {href: `#${id}`});
  });
}

/* Without a match: a button for a code with a similar name, and a link to the site's search. */
function waysOn(box, near) {
  const address = `${words.search}?${new URLSearchParams({q: query})}`;
  const onclick = () => { ask(near[0].names[0], box); box.input.focus(); };
  return [
    ...near.map(code => make("button", fill(words.near, {code: code.names[0]}), {type: "button", onclick})),
    ...query && words.search ? [make("a", words.site, {href: address})] : [],
  ];
}

/* The row that the address of the page leads to; it is always shown. */
function targetRow() {
  return document.getElementById(location.hash.slice(1))?.closest("tbody > tr");
}

function ask(text, box) {
  query = text;
  apply(box);
  clearTimeout(sharing);
  sharing = setTimeout(share, 300);
}

function clear(box) {
  for (const choice of box.choices) choice.value = "";
  ask("", box);
}

function share() {
  const url = new URL(location);
  sharing = 0;
  url.searchParams.set("mcerr", query);
  if (!query) url.searchParams.delete("mcerr");
  try {
    history.replaceState(history.state, "", url);
  } catch { /* not allowed in all documents, e.g. sandboxed ones */ }
}

function onMove() {
  const row = targetRow(), hidden = row && !row.offsetHeight;
  if (!sharing) query = asked();
  apply();
  if (hidden) row.scrollIntoView();
}

function onKey(event, box) {
  const first = box.found[0] || box.elsewhere[0], link = first?.element.querySelector("a");
  if (event.key === "Enter" && link && !event.isComposing) link.focus();
  else if (event.key === "Escape" && !box.clear.hidden) clear(box);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function addBox(place, table) {
  const input = place.querySelector("input"), status = place.querySelector("[role=status]");
  const choices = [...place.querySelectorAll("select")], rows = rowsOf(table);
  const box = {place, table, input, status, choices, rows, found: rows, elsewhere: [], shown: rows.length};
  for (const choice of choices) {
    const values = rows.map(row => row[choice.name]).filter(Boolean);
    for (const value of new Set(values)) choice.add(new Option(value));
    choice.onchange = () => ask(query, box);
  }
  box.clear = place.querySelector("button");
  box.clear.onclick = () => { clear(box); input.focus(); };
  input.oninput = () => ask(input.value, box);
  input.onkeydown = event => onKey(event, box);
  say(box, []);
  boxes.push(box);
}

function look() {
  const before = boxes.length, parsed = document.readyState !== "loading";
  for (const place of document.querySelectorAll(".mcerr-filter")) {
    place.hidden = false;
    const next = place.nextElementSibling, table = next?.querySelector("table") || next;
    const isKnown = boxes.some(box => box.place === place);
    if (!isKnown && table && (parsed || isFollowed(table))) addBox(place, table);
  }
  if (boxes.length === before) return;
  if (query) apply();
  root.classList.remove("mcerr-asked");
}

function isFollowed(node) {
  return node !== document.body && (node.nextSibling !== null || isFollowed(node.parentNode));
}

const observer = new MutationObserver(look);
root.classList.toggle("mcerr-asked", query);
observer.observe(document, {childList: true, subtree: true});
addEventListener("DOMContentLoaded", () => {
  look();
  observer.disconnect();
  if (query) apply(); // now including small tables below the last large one
});
addEventListener("popstate", onMove);
})();
