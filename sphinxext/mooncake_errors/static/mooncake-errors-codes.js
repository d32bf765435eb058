/* The codes in what people paste: one reading for the filter of tables and the search of Sphinx. A code
   is an object with value, names and, if known, scopes: the id of its component and its enumeration. */
const mooncakeErrors = (() => {
"use strict";
const words = document.currentScript.dataset;
const TOKEN = /(?<!\w|\d\.)-?(?:0x[\da-f]{1,16}|\d{1,20})(?!\w|\.\d)|[a-z_]\w*(?:(?:::|[.-])[a-z_]\w*)*/gi;
const KEY = new RegExp(words.keys, "i"), FOREIGN = new RegExp(words.foreign, "i");
const ALONE = /^[^\p{L}_]+$|^[^\p{L}\d_]*\w+[^\p{L}\d_]*$/u;
const REACH = 80; // characters before a number in which its key is looked for

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

/* Whether a word such as rc= stands at the end of `text`, and not exit code. */
function endsWithKey(text) {
  const key = KEY.exec(text);
  return key && !FOREIGN.test(text.slice(0, key.index));
}

/* The `codes` by their numbers and by their names in one spelling. */
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

/* Those of the `codes` that are of the component or the enumeration `scope`, if any is. */
function within(scope, codes) {
  const own = codes.filter(code => code.scopes?.some(each => `::${each}`.endsWith(`::${scope}`)));
  return own.length ? own : codes;
}

/* Those of the `codes` that `text` names. A number needs a minus or a key such as rc=, and a name
   more than one word, unless nothing stands beside it; 0 is no code otherwise. */
function codesIn(text, codes) {
  const tidy = even(text), alone = ALONE.test(tidy), index = byWord(codes), found = new Set();
  for (const {0: word, index: place} of tidy.matchAll(TOKEN)) {
    const before = tidy.slice(Math.max(0, place - REACH), place), isNumber = /^-?\d/.test(word);
    const clear = isNumber ? /^-|x/i.test(word) || endsWithKey(before) : /[_-]|::|[a-z][A-Z]/.test(word);
    const [, scope, name] = /^(?:(.*)(?:::|\.))?(.*)$/.exec(word);
    const form = (isNumber ? forms(word) : [squash(name)]).find(each => index.has(each));
    if (form === undefined || !(form === "0" ? alone : clear || alone)) continue;
    const own = isNumber ? /([\w-]+)\.$/.exec(before)?.[1] : scope;
    within(own, index.get(form)).forEach(code => found.add(code));
  }
  return [...found];
}

/* How many letters differ between two words. */
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

/* The one of `codes` whose name is nearest to `text`, if that is a word of which few letters are
   others: a list of one, or of none. */
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

/* A word without marks around it, ErrorCode:: and store. */
function bare(word) {
  return word.replace(/^.*::|^["'`([{]+|["'`)\]},;:.!?]+$/g, "")
    .replace(/^[a-z-]+\.(?=-?\d|\w+_)/, "");
}

return {even, fold, bare, codesIn, nearest};
})();
