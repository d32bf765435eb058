/* Puts codes before the other results of Sphinx's search. The codes are data in the search page. */
(() => {
"use strict";
const {even, fold, codesIn, nearest} = mooncakeErrors;

const FILE = /^[\w\\-]+\\\.[a-z]{1,5}$/; // as a pattern
const EDGE = "(?:(?<![a-z])|(?![a-z]))"; // not within a word

/* The patterns of the parts of `log`, between which {} stands for any text. As in explain, it neither
   begins nor ends within a word, and a source file is the whole file. */
function patternsOf(log) {
  const parts = log.split("{}").map(part => part.replace(/[^\w\s]/g, "\\$&"));
  if (parts[0]) parts[0] = (FILE.test(parts[0]) ? "(?<!\\w)" : EDGE) + parts[0];
  if (parts.at(-1)) parts.push(parts.pop() + EDGE);
  return parts;
}

/* Whether `text` contains all `patterns` in their order. */
function holds(text, patterns) {
  let rest = text;
  return patterns.every(pattern => {
    const found = new RegExp(pattern).exec(rest);
    rest = found && rest.slice(found.index + found[0].length);
    return found;
  });
}

/* The codes with the longest log text that `line` contains, each with the anchor and the text of the
   cause; none if `line` is one word, which may be a name. */
function loggedIn(line, codes) {
  const low = even(line).trim().toLowerCase();
  if (/^\w*$/.test(low)) return [];
  let longest = 12, found = [];
  for (const code of codes) {
    for (const {anchor, text, logs} of code.causes) {
      for (const log of logs.map(each => even(each).toLowerCase())) {
        if (log.length < longest || !holds(low, patternsOf(log))) continue;
        if (log.length > longest) found = [];
        longest = log.length;
        found.push({...code, anchor, text});
      }
    }
  }
  return found;
}

/* The codes with a description or name that contains `text` and is at most twice as long. */
function describedBy(text, codes) {
  const low = fold(text).trim();
  return codes.filter(code => [code.text, ...code.names].map(fold)
    .some(each => each.includes(low) && low.length >= each.length / 2));
}

/* The answer to the query `text`: `hits`, codes with the best first; `terms`, the query for Sphinx; and
   `isExact`, true if the results have no other codes. */
function answerTo(text, codes) {
  const logged = loggedIn(text, codes), causes = new Set(logged.map(keyOf));
  const named = codesIn(text, codes).filter(code => !causes.has(keyOf(code)));
  const hits = [...logged, ...named];
  if (!hits.length) return {hits: describedBy(text, codes), terms: text};
  // An ordinary word, such as timeout, is also a query for Sphinx.
  if (/^[A-Za-z]?[a-z]*$/.test(text.trim())) return {hits, terms: text};
  return {hits, terms: named.map(code => code.names[0] || "").join(" "), isExact: true};
}

/* A key of a code, equal for the anchors of its row, its description and its causes. */
function keyOf({anchor}) {
  return anchor.replace(/^#|-details.*$/g, "");
}

/* A function that returns the code to which a result of Sphinx leads, by its anchor or page. */
function codesOfResults(codes) {
  const byKey = new Map(codes.map(code => [keyOf(code), code]));
  const byPage = new Map(codes.map(code => [`${code.doc}\n${code.title}`, code]));
  return ([doc, title, anchor]) =>
    byKey.get(keyOf({anchor})) || byPage.get(`${doc}\n${title.split(" > ")[0]}`);
}

/* Sphinx's results besides `hits`: each code once, and other pages. */
function othersIn(results, codeOf, {hits, isExact}) {
  const seen = new Set(hits.map(keyOf)), pages = new Set(hits.map(code => code.doc));
  return results.flatMap(result => {
    const code = codeOf(result), [doc, , anchor] = result;
    if (!code) return anchor || !pages.has(doc) ? [result] : [];
    if (isExact || seen.has(keyOf(code))) return [];
    seen.add(keyOf(code));
    return [resultOf(code)];
  });
}

function helpSearch(codes) {
  const {query: run, _performSearch: perform} = Search, codeOf = codesOfResults(codes);
  let typed, answer;
  Search.query = text => {
    typed = text;
    answer = answerTo(text, codes);
    run(answer.terms);
  };
  Search._performSearch = (...parsed) => {
    const results = perform(...parsed).reverse(); // Sphinx has the best result last.
    if (!answer.hits.length && !results.length) answer.hits = nearest(typed, codes);
    return [...answer.hits.map(resultOf), ...othersIn(results, codeOf, answer)].reverse();
  };
}

/* A code as a result of Sphinx: a link, with component and text in brackets. */
function resultOf({doc, anchor, title, component, text}) {
  const about = `${component} · ${text}`;
  return [doc, markup(title), `#${anchor}`, markup(about), 100, "", "object"];
}

/* `text` as Sphinx expects it: escaped before version 9. */
function markup(text) {
  if (typeof _escapeHTML === "function") return text;
  const element = document.createElement("i");
  element.textContent = text;
  return element.innerHTML;
}

// Sphinx 9.0 and 9.1 use a stemmer of this name on Chinese sites, but have only the English one;
// without it searches there fail.
window.ChineseStemmer ??= function () {
  return new EnglishStemmer();
};
/* Helps Sphinx's search once, as soon as it is there: some themes defer its scripts, the last of which, the
   index, answers the query in the address. */
function start() {
  const data = document.getElementById("mcerr-data");
  if (!data || typeof Search === "undefined") return;
  data.remove();
  helpSearch(JSON.parse(data.textContent));
}

document.addEventListener("load", start, true); // after each script
document.addEventListener("DOMContentLoaded", start); // before the listener of Sphinx, which is later
})();
