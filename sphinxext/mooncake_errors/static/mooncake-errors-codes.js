/* Finds codes in text that readers type or paste, for the filter of tables and for Sphinx's search. A code
   is an object with value, names and, optionally, scopes: the id of its component and its enumeration. */
const mooncakeErrors = (() => {
"use strict";
const words = document.currentScript.dataset;
const TOKEN = /(?<!\w|\d\.|:\d\d )-?(?:0x[\da-f]{1,16}|0|[1-9]\d{0,19})(?![\w%#]|[-.:/]\d)|[a-z_]\w*(?:(?:::|[.-])[a-z_]\w*)*/gi;
const KEY = new RegExp(words.keys, "i"), FOREIGN = new RegExp(words.foreign, "i");
const COUNT = new RegExp(words.counts, "i"), OTHER = new RegExp(words.others);
const ALONE = /^[^\p{L}_]+$|^[^\p{L}\d_]*\w+[^\p{L}\d_]*$/u;
const PLACE = /\w\.(?:cc|cpp|cxx|cu|h|hh|hpp|hxx)[:(]\d/; // of C++ source
const REACH = 80; // length of the text before a number that is searched for a key

/* `text` with plain letters and hyphens, without colors of terminals and the escapes of quotes. */
function even(text) {
  return text.normalize("NFKC").replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\x1b?\[[\d;:]+m(?!\w*\])|\\+(?=")/g, "");
}

function fold(text) {
  return even(text).toLowerCase().replace(/_/g, " ");
}

function squash(name) {
  return name.toLowerCase().replace(/[_-]/g, "");
}

/* The numbers that may be printed as `word`: also without the minus, or as unsigned. */
function forms(word) {
  const number = BigInt(word.replace("-", ""));
  if (word[0] === "-") return [String(-number)];
  const signed = [32, 64].filter(bits => number < 1n << BigInt(bits));
  return [number, -number, ...signed.map(bits => BigInt.asIntN(bits, number))].map(String);
}

/* Whether `text` ends in a key of error codes only, or, unless `certain`, in another key such as rc=
   without a word of other programs before it, and the number that begins `rest` is no count. */
function endsWithKey(text, certain, rest) {
  const words = text.replace(/(?<=[a-z\d])(?=[A-Z])/g, " "), key = KEY.exec(words); // as in lastErrorCode
  const isCount = () => /^\d+\b/.test(rest) && COUNT.test(key[0] + rest);
  return key && !isCount() && (key[1] || !certain && !FOREIGN.test(words.slice(0, key.index)));
}

/* A map from numbers and normalized names to `codes`. */
function byWord(codes) {
  const found = new Map();
  for (const code of codes) {
    const names = code.names.flatMap(name => [name, name.replace(/^k(?=[A-Z])/, "")]);
    for (const word of new Set([code.value, ...names.map(squash)])) {
      found.set(word, [...found.get(word) || [], code]);
    }
  }
  return found;
}

/* The `codes` of the component or enumeration `scope`; all of them if none belongs to it. */
function within(scope, codes) {
  const own = codes.filter(code => code.scopes?.some(each => `::${each}`.endsWith(`::${scope}`)));
  return own.length ? own : codes;
}

/* The `codes` that `text` names. Within other text, a number needs a minus, 8 hex or 10 decimal digits, or a
   key such as rc=, a name needs more than one word, and 0 is not a code. In a line of a log only certain keys
   make a small number a code, in one of another program none. */
function codesIn(text, codes) {
  const tidy = even(text), alone = ALONE.test(tidy), index = byWord(codes), found = new Set();
  const isLine = PLACE.test(tidy), isOther = OTHER.test(tidy);
  for (const {0: word, index: place} of tidy.matchAll(TOKEN)) {
    if (isOther && /^\d{1,3}$/.test(word)) continue;
    const before = tidy.slice(Math.max(0, place - REACH), place), isNumber = /^-?\d/.test(word);
    const keyed = () => endsWithKey(before, isLine && /^\d{1,5}$/.test(word), tidy.slice(place));
    const clear = isNumber ? /^-|x\w{8}|^\d{10}/i.test(word) || keyed() : /[_-]|::|[a-z][A-Z]/.test(word);
    const [, scope, name] = /^(?:(.*)(?:::|\.))?(.*)$/.exec(word);
    const form = (isNumber ? forms(word) : [squash(name)]).find(each => index.has(each));
    if (form === undefined || !(form === "0" ? alone : clear || alone)) continue;
    const own = isNumber ? /([\w-]+)\.$/.exec(before)?.[1] : scope;
    within(own, index.get(form)).forEach(code => found.add(code));
  }
  return [...found];
}

/* The edit distance of two words. */
function distance(one, other) {
  let above = [...other, ""].map((_, place) => place);
  [...one].forEach((letter, number) => {
    const row = [number + 1];
    [...other].forEach((each, place) => {
      row.push(Math.min(above[place] + (letter !== each), above[place + 1] + 1, row[place] + 1));
    });
    above = row;
  });
  return above.at(-1);
}

/* A list with the one of `codes` whose name is most similar to the word `text`; empty if more than a
   few letters differ. */
function nearest(text, codes) {
  const word = squash(bare(even(text).trim()));
  let best = [], least = /^\w{5,60}$/.test(word) ? Math.ceil(word.length / 5) : 0;
  for (const code of codes) {
    for (const name of code.names.map(squash)) {
      if (Math.abs(name.length - word.length) >= least) continue;
      const far = distance(word, name);
      if (far < least) [best, least] = [[code], far];
    }
  }
  return best;
}

/* A word without punctuation around it, and without a scope such as ErrorCode:: or store. */
function bare(word) {
  return word.replace(/^.*::|^["'`([{]+|["'`)\]},;:.!?]+$/g, "")
    .replace(/^[a-z-]+\.(?=-?\d|\w+_)/, "");
}

return {even, fold, bare, codesIn, nearest};
})();
