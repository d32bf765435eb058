"""The meaning of each rule of a problem, and the remedy."""

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """The explanation of a rule, in Markdown."""

    meaning: str
    remedy: str


_TEXT = """
# Files
unreadable: A file cannot be read. Correct the path or the permissions.
too-long: A file is larger than 5 MB, or would be with its substitutions. Name a smaller file.
not-utf-8: A file is not UTF-8. Save the file as UTF-8.
too-many: There are more problems of this kind than are shown. Correct those shown, then repeat.
no-file: A path in the configuration does not exist. Correct the path in `[tool.mooncake-errors]`;
  it is relative to `pyproject.toml`.
toml: `pyproject.toml` is not valid TOML. Correct the syntax at this place.
# Syntax and keys of registries
yaml: A registry is not valid YAML. Correct the syntax at this place.
alias: A YAML alias is not supported. Repeat the value.
tag: A YAML tag is not supported. Remove the tag.
key: A key is not a word. Write a key of the registry format.
unknown-key: A key is unknown. Correct the spelling of the key, or remove it.
missing-key: A required key is missing. Add the key.
duplicate-key: A key is given twice. Remove one of the two.
type: A value has the wrong type. Write a value of the type in the message.
empty: A file or a text is empty. Write the text, or remove the key.
character: A text has a control character or one that changes the direction of text. Remove the
  character.
markup: The markup of a text is broken. Close each literal with two backquotes and each `:mcerr:`
  reference with one.
comment: A YAML comment cuts a text. Put the text in quotes, or write a blank behind `#`.
# Content of registries
form: A value does not have the form of its key, such as an id, a name or a language. Write it as
  the message describes.
id: The id of a component is reserved. Choose another id.
call: An item of `returned_by` has neither `text` nor `call`. Give one of them.
source: The source of a component has no selection. Give `enum`, `macro_prefix` or both.
range: A range is not valid. Write `[lowest, highest]`.
out-of-range: A number is outside the range of its group. Correct the number or the range, or move
  the code to another group.
duplicate-name: A component has a name twice. Rename or remove one of the codes.
duplicate-number: A component has a number twice. Correct one of the numbers; list a second name of
  a number in `aliases`.
duplicate-group: A component has the id of a group twice. Rename one group.
duplicate-component: A registry has the id of a component twice. Rename one component.
duplicate-address: Two codes would have the same address on the web. Rename one of the codes.
replaced-by: A code has `replaced_by` but is neither removed nor deprecated. Add `removed` or
  `deprecated`, or remove `replaced_by`.
raised: A code has `returned_by` and `raised: false`. Remove the one that is not true.
unknown-code: A text names a code that the registry does not have. Correct the spelling, or add the
  code to the registry.
ambiguous-code: A reference means several codes. Write the component in front: `store.OK`.
no-number: There is no number for a code. Give the number, or extend the range of the group.
# Prose and generated tables
wrong-number: Prose gives a code a number that it does not have. Correct the number, or exempt the
  line.
removed-code: Prose names a code that was removed. Name the code that replaces it, or exempt the
  line.
former-name: Prose uses a name that a code had once. Write the present name, or exempt the line.
unused-exemption: An exemption exempts nothing. Remove the comment, or move it to the right line.
not-markdown: A file is not Markdown, so it has no generated tables. Name a file that ends in `.md`,
  `.markdown`, `.mdx` or `.myst`.
stale: A generated table differs from the registry. Run `mooncake-errors render` on the file.
block: The comment of a generated table is not valid. Correct its options.
# Headers
missing: A code of the header is not in the registry. Run `mooncake-errors sync`, or add it.
gone: A code of the registry is not in the header. Run `mooncake-errors sync`, or mark the code with
  `removed`.
renumbered: The header has another number for a code. Run `mooncake-errors sync`.
renamed: The header has another name for a number. Run `mooncake-errors sync`, or add `former`.
number-reused: A new code has the number of a removed one. Give the new code another number.
not-removed: A code is marked as removed but is in the header. Remove the key `removed`.
section-range: A number is outside the range in the comment above it. Correct the comment or the
  number in the header.
not-evaluated: A value in the header cannot be evaluated. Give the headers or types that it needs
  (`also` and `types`), or skip the name.
two-values: A name has different values in different branches of the preprocessor. List the value
  that the documentation is about, or skip the name.
missing-alias: The header has another name for a code. Run `mooncake-errors sync`, list the name in
  `aliases`, or skip it.
gone-alias: The header lacks an alias of a code. Run `mooncake-errors sync`, or list the name in
  `former`.
not-deprecated: A comment of the header deprecates a code, the registry does not. Run
  `mooncake-errors sync`, or add `deprecated`.
number-clash: The header gives one number to two codes of the registry. List the name of one in
  `aliases` of the other, or skip it.
uncertain: The header has several values for a code, or parts that cannot be evaluated. Give the
  headers or types that are missing, or change the registry by hand.
unknown-enum: A header lacks the enumeration. Correct `enum` or the header.
ambiguous-enum: A header has the enumeration twice. Write its qualified name.
unknown-prefix: A header has no macro with the prefix. Correct `macro_prefix` or the header.
header: A code cannot be written into a C header. Rename the code, or export its component alone
  with `--component`.
# Source code
source-text: A text names something that is not in the source code. Correct the text, or exempt the
  name: ``# not in the sources: `NAME`: REASON`` as a comment in the registry.
source-raised: A code with `raised: false` is returned, or a code without it is not. Correct
  `raised`, or exempt the code: ``# not in the sources: `COMPONENT.NAME`: REASON`` as a comment in
  the registry.
source-exemption: A comment `not in the sources` is not needed or gives no reason. Remove it, or
  write the reason.
# Hand-written tables
no-table: A page has no table. Name another page.
not-read: A table cannot be read. Copy the table into the page, or add its codes.
not-codes: A table has no column of codes or of descriptions. Name one: `--column`.
unknown-column: The head of a column is unknown. Give its meaning with `--column HEAD=ROLE`.
duplicate-column: Two columns have the same meaning. Change one of the heads.
no-code: A row has no code. Add the code to the row.
no-description: A row has no description. Add the description to the row.
not-understood: A cell has no name, number or retry advice where its column needs one. Correct the
  cell.
surplus-cell: A row has more cells than the table has columns. Correct the row.
empty-group: A group has no codes. Remove the group, or add its codes.
number: A number differs from the registry's. Correct one of the two.
too-deep: A table is nested too deeply. Simplify the page.
not-translated: A row has a text that the registry lacks. Add the text to the registry first.
two-translations: A text has two translations. Decide on one of them.
translated: The catalog already has another translation. Decide on one of them.
# Translations
catalog: A catalog cannot be read. Correct the catalog at this place.
no-catalog: There is no catalog of a language. Create it: `messages --update`.
untranslated: A text has no translation. Translate it in the catalog.
fuzzy: A translation is marked as fuzzy. Revise it, then remove the mark.
literals: The literals of a translation differ from the original's. Copy them unchanged.
references: The references of a translation differ from the original's. Copy them unchanged.
placeholders: The placeholders of a translation differ from the original's. Copy them unchanged.
same: A translation is the same as the original. Translate it, or put `# mooncake-errors: same`
  above it.
width: Punctuation has the wrong width for the language. Use full-width punctuation, or put `#
  mooncake-errors: width` above it.
spacing: White space in a translation is wrong for the language. Correct it, or put `#
  mooncake-errors: spacing` above it.
excuse: A comment excuses a translation without need. Remove the word from the comment.
"""
"""Each rule with its meaning, which is one sentence, and what to do; long lines are continued."""

RULES = {
    name: Rule(meaning, remedy)
    for name, meaning, remedy in re.findall(
        r"^([a-z0-9-]+): (.*?[.]) (.*)$", _TEXT.replace("\n  ", " "), re.MULTILINE
    )
}
"""The explanations by the name of the rule, as problems show it."""
