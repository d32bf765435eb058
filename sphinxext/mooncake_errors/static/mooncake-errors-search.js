/* Helps the search of Sphinx with error codes. Stands before Sphinx's own scripts, on the page of the
   search alone; where a Sphinx to come has other names, it changes nothing. */
"use strict";

(() => {
  // Sphinx 9.0 and 9.1 ask for a stemmer of this name on Chinese sites, and bring only the English
  // one: without it no search there ever ends.
  window.ChineseStemmer ??= function () {
    return new EnglishStemmer();
  };

  const numbers = new Set(document.currentScript.dataset.mcerrNumbers.split(" "));

  /* Return the negative numbers that a program prints as `text` if it takes them for unsigned. */
  const signed = (text) =>
    /^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/i.test(text)
      ? [32n, 64n]
          .filter((bits) => BigInt(text) < 1n << bits)
          .map((bits) => String(BigInt.asIntN(Number(bits), BigInt(text))))
      : [];

  // Sphinx finds digits anywhere in a name: 1 in (-1), (-101), (210). In the brackets in which names
  // of codes end, a number is found as a whole.
  document.addEventListener("DOMContentLoaded", () => {
    const split = window.splitQuery;
    if (typeof split !== "function") return;
    window.splitQuery = (query) => {
      const text = query.trim();
      const number = [text, `-${text}`, ...signed(text)].find((form) => numbers.has(form));
      return number === undefined ? split(query) : [`(${number})`];
    };
  });
})();
