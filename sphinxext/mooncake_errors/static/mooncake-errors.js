/* Helps readers who paste a code: the filter above large tables, and the search of Sphinx. Runs in
   the head: each filter is added once its table is parsed, so that nothing moves. */
(() => {
"use strict";
const root = document.documentElement, words = document.currentScript.dataset, boxes = [];
const ROW = "tr:not(.mcerr-group)";
const TOKEN = /(?<!\w|\d\.)-?(?:0x[\da-f]{1,16}|\d{1,20})(?!\w|\.\d)|[a-z_]\w*(?:(?:::|[.-])[a-z_]\w*)*/gi;
const KEY = /(?:err(?:or)?|code|\brc|\bret(?:urn(?:s|ed)?)?(?:[ _-]?val(?:ue)?)?|status|result|错误码?|返回[值码]?)["']?\s*[:=]?\s*["'([]*$/i;
const ALONE = /^[^\p{L}_]+$|^[^\p{L}\d_]*\w+[^\p{L}\d_]*$/u;
let query = asked(), sharing;

/* --- What people paste --- */

function even(text) {
  return text.normalize("NFKC").replace(/[\u2010-\u2015\u2212]/g, "-");
}

function fold(text) {
  return even(text).toLowerCase().replace(/_/g, " ");
}

function squash(name) {
  return name.toLowerCase().replace(/[_-]/g, "");
}

/* Numbers that are printed as `word`: as it is, without the minus, or taken for unsigned. */
function forms(word) {
  const number = BigInt(word.replace("-", "")), one = 1n;
  if (word[0] === "-") return [String(-number)];
  const signed = [32, 64].filter(bits => number < one << BigInt(bits));
  return [number, -number, ...signed.map(bits => BigInt.asIntN(bits, number))].map(String);
}

/* The codes in `text`, of those with these numbers and names. A number needs a minus or a key such
   as rc=, and a name more than one word, unless nothing stands beside it; 0 is no code otherwise. */
function codesIn(text, numbers, names) {
  const tidy = even(text), alone = ALONE.test(tidy), byName = new Map(), found = new Set();
  for (const name of names) {
    byName.set(squash(name.replace(/^k(?=[A-Z])/, "")), name).set(squash(name), name);
  }
  for (const {0: word, index} of tidy.matchAll(TOKEN)) {
    const isNumber = /^-?\d/.test(word), before = tidy.slice(0, index);
    const clear = isNumber ? /^-|x/i.test(word) || KEY.test(before) : /[_-]|::|[a-z][A-Z]/.test(word);
    const code = isNumber ? forms(word).find(form => numbers.has(form))
      : byName.get(squash(word.replace(/^.*(?:::|\.)/, "")));
    if (code !== undefined && (code === "0" ? alone : clear || alone)) found.add(code);
  }
  return [...found];
}

/* --- The search of Sphinx --- */

/* Whether `text` has all `parts`, in their order. */
function holds(text, parts) {
  let place = 0;
  return parts.every(part => {
    const found = text.indexOf(part, place);
    place = found + part.length;
    return found >= 0;
  });
}

/* The anchors of the causes, or of the codes, whose log text `line` has: those of the longest text.
   The log texts are among the index entries, with {} for what varies. */
function causesIn(line) {
  const low = even(line).toLowerCase();
  let longest = 12, anchors = [];
  for (const [entry, places] of Object.entries(Search._index.indexentries)) {
    const text = even(entry);
    if (text.length < longest || !text.includes(" ") || !holds(low, text.split("{}"))) continue;
    const own = places.filter(place => place[2] && place[1].startsWith("mcerr-")).map(place => place[1]);
    if (!own.length) continue;
    anchors = text.length > longest ? own : [...anchors, ...own];
    longest = text.length;
  }
  return anchors;
}

function helpSearch(numbers, names) {
  // Sphinx 9.0 and 9.1 ask for a stemmer of this name on Chinese sites, and bring only the English
  // one: without it no search there ever ends.
  window.ChineseStemmer ??= function () {
    return new EnglishStemmer();
  };
  // On the document, where Sphinx listens too, and later.
  document.addEventListener("DOMContentLoaded", () => {
    if (typeof Search === "undefined" || typeof splitQuery !== "function") return;
    const {query: run, performObjectSearch} = Search, split = splitQuery;
    let codes = [], causes = new Map();
    // Sphinx finds digits anywhere in a name; in the brackets in which names of codes end, a number
    // is found as a whole.
    Search.query = text => {
      const anchors = causesIn(text), found = anchors.length ? [] : codesIn(text, numbers, names);
      codes = found.map(code => numbers.has(code) ? `(${code})` : code.toLowerCase());
      causes = new Map(anchors.map(anchor => [`#${anchor.replace(/-cause-\d+$/, "")}`, `#${anchor}`]));
      run(text);
    };
    // The term of a search by a log text is a blank, which finds nothing else.
    Search.performObjectSearch = (term, terms) => {
      if (!causes.size) return performObjectSearch(term, codes.length ? new Set([term]) : terms);
      return performObjectSearch("", new Set()).filter(found => causes.has(found[2]))
        .map(found => Object.assign([...found], {2: causes.get(found[2])}));
    };
    window.splitQuery = text => causes.size ? [" "] : codes.length ? codes : split(text);
  });
}

if (words.mcerrNumbers) {
  helpSearch(new Set(words.mcerrNumbers.split(" ")), words.mcerrNames.split(" "));
  return;
}

/* --- The filter: one query, ?mcerr=704, for all tables of a page --- */

root.classList.add("mcerr-script");
root.classList.toggle("mcerr-asked", query);

function asked() {
  return new URLSearchParams(location.search).get("mcerr") || "";
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

/* Return a test of rows: all words of the query are in it, or else the query names its code. */
function matcher(rows) {
  const wanted = tests(rows), everywhere = row => wanted.every(test => test(row));
  if (rows.some(everywhere)) return everywhere;
  const codes = codesIn(query, new Set(rows.map(row => row.value)), rows.map(row => row.name));
  return row => codes.includes(row.value) || codes.includes(row.name);
}

function rowsOf(table) {
  const content = name => row => row.querySelector(name)?.textContent || "";
  const value = content(".mcerr-value"), name = content(".mcerr-code");
  return [...table.tBodies].flatMap(body => {
    const title = body.querySelector(".mcerr-group")?.textContent || "";
    return [...body.querySelectorAll(ROW)].map(element => ({
      element, body, table, name: name(element), value: value(element),
      text: fold(`${element.textContent} ${title}`)}));
  });
}

/* Rows of large tables, which are whole, are kept. */
function allRows() {
  const kept = new Map(boxes.map(box => [box.table, box.rows ||= rowsOf(box.table)]));
  const tables = [...document.querySelectorAll("table.mooncake-errors")];
  return tables.flatMap(table => kept.get(table) || rowsOf(table));
}

function apply(active) {
  const top = active?.place.getBoundingClientRect().top, target = targetRow();
  const rows = allRows(), found = rows.filter(matcher(rows)), matches = new Set(found);
  // A page shorter than where it is scrolled to would move.
  root.style.minHeight = query && `${scrollY + innerHeight}px`;
  for (const box of boxes) {
    const bodies = new Set();
    let shown = 0;
    box.found = found.filter(row => row.table === box.table);
    box.elsewhere = found.filter(row => row.table !== box.table);
    for (const row of box.rows) {
      row.show = matches.has(row) || row.element === target;
      if (row.show) bodies.add(row.body);
      shown += row.show;
    }
    for (const {element, body, show} of box.rows) {
      if (bodies.has(body) && element.hidden === show) element.hidden = !show;
    }
    for (const body of box.table.tBodies) body.hidden = !bodies.has(body);
    box.status.ariaLive = active && box !== active ? "off" : "polite"; // one voice
    say(box, shown, box.rows.length);
  }
  // Measuring is dear.
  if (active && active !== boxes[0]) scrollBy({top: active.place.getBoundingClientRect().top - top, behavior: "instant"});
}

function say(box, shown, all) {
  const links = box.found.length || !query ? [] : linksTo(box.elsewhere);
  const text = box.found.length ? words.status : words.none;
  box.status.replaceChildren(...links.length ? links : [fill(text, {shown, all})]);
  box.clear.hidden = !query;
  if (box.input.value !== query) box.input.value = query;
}

function fill(text, values) {
  return text.replace(/{(\w+)}/g, (_, key) => values[key]);
}

/* A link to the first of `rows` in each table: "2 in Mooncake Store". */
function linksTo(rows) {
  return [...new Set(rows.map(row => row.table))].flatMap((table, place) => {
    const own = rows.filter(row => row.table === table), link = document.createElement("a");
    const name = table.ariaLabel || table.caption?.querySelector(".caption-text")?.textContent || "";
    link.href = `#${own[0].element.querySelector("[id]")?.id || (table.id ||= `mcerr-table-to-${place}`)}`;
    link.textContent = fill(words.elsewhere, {shown: own.length, table: name});
    return place ? [" · ", link] : [link];
  });
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
  const first = box.found[0] || box.elsewhere[0], link = first?.element.querySelector("a");
  if (event.key === "Enter" && link && !event.isComposing) link.focus();
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
  const found = [...table.querySelectorAll(`tbody ${ROW}`)].map(element => ({element}));
  const box = {place, table, input, status, clear, found, elsewhere: []};
  clear.onclick = () => { ask("", box); input.focus(); };
  input.oninput = () => ask(input.value, box);
  input.onfocus = allRows;
  input.onkeydown = event => onKey(event, box);
  say(box, found.length, found.length);
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
addEventListener("DOMContentLoaded", () => {
  look();
  observer.disconnect();
  if (query) apply(); // small tables below the last large one are there now
});
addEventListener("popstate", onMove);
})();
