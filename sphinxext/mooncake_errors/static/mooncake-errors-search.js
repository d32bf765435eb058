/* Puts codes before other results of Sphinx's search. The codes of the site are data on its page. */
(() => {
"use strict";
const {even, fold, codesIn, nearest} = mooncakeErrors;

/* Whether `text` has all `parts`, in their order. */
function holds(text, parts) {
  let place = 0;
  return parts.every(part => {
    const found = text.indexOf(part, place);
    place = found + part.length;
    return found >= 0;
  });
}

/* The codes with a log text that `line` has, those with the longest, each with anchor and text of its
   cause. In log texts {} stands for what varies; a text of one word may be a name. */
function loggedIn(line, codes) {
  const low = even(line).toLowerCase();
  let longest = 12, found = [];
  for (const code of codes) {
    for (const {anchor, text, logs} of code.causes) {
      for (const log of logs.map(each => even(each).toLowerCase())) {
        if (log.length < longest || !/\W/.test(log) || !holds(low, log.split("{}"))) continue;
        if (log.length > longest) found = [];
        longest = log.length;
        found.push({...code, anchor, text});
      }
    }
  }
  return found;
}

/* The codes of whose description or name `text` is more than half. */
function describedBy(text, codes) {
  const low = fold(text).trim();
  return codes.filter(code => [code.text, ...code.names].map(fold)
    .some(each => each.includes(low) && low.length >= each.length / 2));
}

/* The codes that `text` asks for, the best first; the words by which Sphinx finds pages that mention
   them; and whether they are all that is asked for. */
function answerTo(text, codes) {
  const logged = loggedIn(text, codes), causes = new Set(logged.map(keyOf));
  const named = codesIn(text, codes).filter(code => !causes.has(keyOf(code)));
  const hits = [...logged, ...named];
  if (!hits.length) return {hits: describedBy(text, codes), terms: text};
  // An ordinary word, such as timeout, may mean more than a code.
  if (/^[A-Za-z]?[a-z]*$/.test(text.trim())) return {hits, terms: text};
  return {hits, terms: named.map(code => code.names[0] || "").join(" "), isExact: true};
}

/* The same for the row, the description and the causes of a code. */
function keyOf({anchor}) {
  return anchor.replace(/^#|-details.*$/g, "");
}

/* A function from a result of Sphinx to the code that it leads to, by an anchor or the code's page. */
function codesOfResults(codes) {
  const byKey = new Map(codes.map(code => [keyOf(code), code]));
  const byPage = new Map(codes.map(code => [`${code.doc}\n${code.title}`, code]));
  return ([doc, title, anchor]) =>
    byKey.get(keyOf({anchor})) || byPage.get(`${doc}\n${title.split(" > ")[0]}`);
}

/* What Sphinx found besides `hits`: each code once, and other pages. */
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

/* What Sphinx shows as one result: a link, and in brackets what it leads to. */
function resultOf({doc, anchor, title, component, text}) {
  const about = `${component} · ${text}`;
  return [doc, markup(title), `#${anchor}`, markup(about), 100, "", "object"];
}

/* `text` as Sphinx takes it: as HTML before version 9. */
function markup(text) {
  if (typeof _escapeHTML === "function") return text;
  const element = document.createElement("i");
  element.textContent = text;
  return element.innerHTML;
}

// Sphinx 9.0 and 9.1 ask for a stemmer of this name on Chinese sites, and bring only the English
// one: without it no search there ever ends.
window.ChineseStemmer ??= function () {
  return new EnglishStemmer();
};
// On the document, where Sphinx listens too, and later.
document.addEventListener("DOMContentLoaded", () => {
  const data = document.getElementById("mcerr-data");
  if (data && typeof Search !== "undefined") helpSearch(JSON.parse(data.textContent));
});
})();
