#!/usr/bin/env bash
# Move the error codes of a checkout of Mooncake to sphinxext-mooncake-errors.
#
#   bash adopt-mooncake.sh [PACKAGE]
#
# Run it at the top of the checkout, in the environment that builds the documentation. A second run
# changes nothing. PACKAGE is what pip installs in place of the release: a wheel or a checkout, such
# as '../sphinxext-mooncake-errors[cli]'.
set -euo pipefail

version='~=0.1.0'
site=https://kvcache-ai.github.io/Mooncake
page=docs/source/troubleshooting/error-code.md
archived=docs/source/zh_archive/error-code.md
chinese=docs/source/locales/zh_CN/LC_MESSAGES/troubleshooting.po

# Add standard input to the end of FILE, unless FILE has TEXT.
append() {  # FILE TEXT
  mkdir -p "$(dirname "$1")"
  grep -qsF -- "$2" "$1" || cat >> "$1"
}

# Show what a page said (-) beside what it says now (+), where the two differ.
wording() {  # CATALOG LANGUAGE
  mooncake-errors export --format json --language en > build/en.json
  mooncake-errors export --format json --language "$2" > "build/$2.json"
  python - "$1" build/en.json "build/$2.json" <<'PYTHON'
import json
import sys
from pathlib import Path

from babel.messages.pofile import read_po


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


catalog, english, shown = map(Path, sys.argv[1:])
now = dict(zip(texts(json.loads(english.read_text())), texts(json.loads(shown.read_text()))))
for message in read_po(catalog.open("rb")):
    text = now.get(message.id)
    if text and message.string not in {"", text}:
        print(f"- {message.string}\n+ {text}\n")
PYTHON
}

# 1. The extension and the command.
pip install --quiet "${1:-sphinxext-mooncake-errors[cli]$version}"
append docs/requirements-docs.txt sphinxext-mooncake-errors <<< "sphinxext-mooncake-errors$version"

# 2. Compare the pages kept by hand with the registry, in build/wording-en.diff and -zh_CN.diff.
mkdir -p build
for language in en zh_CN; do
  kept_by_hand=$page
  [ "$language" = en ] || kept_by_hand=$archived
  if grep -qs '^|' "$kept_by_hand"; then
    mooncake-errors import "$kept_by_hand" --translation-of built-in --language "$language" \
      -o "build/$language.po" || [ $? = 1 ]
    wording "build/$language.po" "$language" > "build/wording-$language.diff"
    echo "build/wording-$language.diff: $(grep -c '^+' "build/wording-$language.diff") texts change"
  fi
done

# 3. The table for the build and for mooncake-errors check.
append pyproject.toml '[tool.mooncake-errors]' <<'TABLE'

[tool.mooncake-errors]
paths = ["README.md", "docs", ".claude"]

[tool.mooncake-errors.headers]
store = "mooncake-store/include/types.h"
transfer-engine = "mooncake-transfer-engine/include/error.h"
transfer-engine-status = "mooncake-transfer-engine/include/common/base/status.h"
tent-status = "mooncake-transfer-engine/tent/include/tent/common/status.h"
pg-cpp = "mooncake-pg/include/error_types.h"
pg-c = "mooncake-pg/include/mooncake_pg.h"
transfer-state = "mooncake-transfer-engine/include/transfer_engine_c.h"
client-health = "mooncake-store/include/pyclient.h"
pg-proposal = "mooncake-pg/include/mooncake_pg.h"
pg-sync = "mooncake-pg/include/mooncake_pg.h"
TABLE

# 4. The settings.
append docs/source/conf.py sphinxext.mooncake_errors <<CONF

# -- Error codes ---------------------------------------------------------------

# Headers and paths are in the table [tool.mooncake-errors] of pyproject.toml. The extension's
# scripts hide rows of a table that do not match what a reader types above it, and put codes before
# other results of the search; navigation and theme are Sphinx's.
extensions.append("sphinxext.mooncake_errors")
mooncake_errors_pages = "troubleshooting/errors"
mooncake_errors_autolink = True
mooncake_errors_languages = {"en": "$site/", "zh_CN": "$site/zh_CN/"}
mooncake_errors_source_url = "https://github.com/kvcache-ai/Mooncake/blob/main/{path}#L{line}"


def shorten_sidebar(app, pagename, templatename, context, doctree):
    """List all codes in the sidebar of the page with the tables, but not in that of each code."""
    sidebar = context.get("generate_toctree_html")  # of sphinx-book-theme
    if sidebar and "mcerr_generated" in app.env.metadata.get(pagename, ()):
        context["generate_toctree_html"] = lambda *args, **options: sidebar(
            *args, **options | {"maxdepth": 1}
        )


def setup(app):
    app.connect("html-page-context", shorten_sidebar, priority=600)  # after the theme's
CONF
append .gitignore docs/source/troubleshooting/errors/ <<< '# A page for each error code, written by the build
docs/source/troubleshooting/errors/'

# 5. The page. It keeps its address, and the anchors of its headings.
if grep -q '^|' "$page"; then
  cat > "$page" <<'PAGE'
# Error Code Explanation

{ref}`All codes by number <mcerr-codes>`, {ref}`all codes by call <mcerr-calls>`

(mooncake-transferengine)=

```{mooncake-errors}
```
PAGE
fi

# 6. Chinese in zh_CN/ below the English site, which stays where it is.
rm -f "$archived"
append "$chinese" 'Error Code Explanation' <<'CATALOG'
msgid ""
msgstr ""
"Language: zh_CN\n"
"Content-Type: text/plain; charset=utf-8\n"

msgid "Error Code Explanation"
msgstr "错误码说明"

msgid "{ref}`All codes by number <mcerr-codes>`, {ref}`all codes by call <mcerr-calls>`"
msgstr "{ref}`按数值查找错误码 <mcerr-codes>`，{ref}`按接口查找错误码 <mcerr-calls>`"
CATALOG
grep -q language=zh_CN .github/workflows/deploy.yml ||
  sed -i 's|^\( *\)make html$|&\n\1sphinx-build -D language=zh_CN source build/html/zh_CN -d build/zh_CN|' \
    .github/workflows/deploy.yml

# 7. The check of each change of a header.
append .github/workflows/error-codes.yml mooncake-errors <<WORKFLOW
name: Error codes
on:
  pull_request:
    paths: ['mooncake-*/**/*.h', 'docs/**', '.claude/**', README.md, pyproject.toml]
jobs:
  check:
    runs-on: ubuntu-latest
    permissions: {contents: read}
    steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with: {python-version: '3.12'}
    - run: pip install 'sphinxext-mooncake-errors[cli]$version'
    - run: mooncake-errors check --format github
WORKFLOW

# 8. Both sites, and what is left for people.
sphinx-build -W --keep-going -q docs/source docs/build/html -d docs/build/doctrees
sphinx-build -W --keep-going -q -D language=zh_CN -d docs/build/zh_CN docs/source docs/build/html/zh_CN
mooncake-errors check || [ $? = 1 ]
