#!/usr/bin/env bash
# Move the error codes of a checkout of Mooncake to sphinxext-mooncake-errors.
# Run it at the top of the checkout, in the environment that builds the documentation.
set -euo pipefail

page=docs/source/troubleshooting/error-code.md

# 1. The extension and the command.
pip install 'sphinxext-mooncake-errors[cli]'
echo 'sphinxext-mooncake-errors' >> docs/requirements-docs.txt

# 2. Compare the pages kept by hand with the registry; differences are listed.
mkdir -p build
for language in en zh_CN; do
  kept_by_hand=$page
  [ "$language" = en ] || kept_by_hand=docs/source/zh_archive/error-code.md
  mooncake-errors import "$kept_by_hand" --translation-of built-in --language "$language" \
    -o "build/$language.po" || [ $? = 1 ]
done

# 3. The settings.
cat >> docs/source/conf.py <<'CONF'

# -- Error codes ---------------------------------------------------------------

extensions.append("sphinxext.mooncake_errors")
mooncake_errors_autolink = True
mooncake_errors_headers = {
    "store": "../../mooncake-store/include/types.h",
    "transfer-engine": "../../mooncake-transfer-engine/include/error.h",
}
mooncake_errors_source_url = "https://github.com/kvcache-ai/Mooncake/blob/main/{path}#L{line}"
CONF

# 4. The page.
cat > "$page" <<'PAGE'
# Error Code Explanation

```{mooncake-errors}
:details:
```
PAGE
git rm -q docs/source/zh_archive/error-code.md

# 5. The table for mooncake-errors check, in hooks and in continuous integration.
cat >> pyproject.toml <<'TABLE'

[tool.mooncake-errors]
paths = ["README.md", "docs", ".claude"]

[tool.mooncake-errors.headers]
store = "mooncake-store/include/types.h"
transfer-engine = "mooncake-transfer-engine/include/error.h"
TABLE

# 6. Both languages.
for language in en zh_CN; do
  sphinx-build -W --keep-going -q -D "language=$language" docs/source "docs/build/html/$language"
done
