# Everything runs in .venv, which is made on demand from what pyproject.toml says.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUILD := docs/_build
LANGUAGES := en zh_CN
SPHINX := $(BIN)/sphinx-build -n -W --keep-going -q

.PHONY: html pdf test quick coverage fuzz bench lint locales translations matrix dist hooks pictures develop \
  clean help

help:
	@echo 'make html     build the documentation in both languages into $(BUILD)/html'
	@echo 'make pdf      build it as PDFs in both languages into $(BUILD)/pdf; needs TeX'
	@echo 'make test     run the tests'
	@echo 'make quick    run those that need no browser, no TeX and no theme'
	@echo 'make coverage run the tests and show lines that they do not reach; takes twice as long'
	@echo 'make fuzz     feed every parser with random input for SECONDS each, default 10'
	@echo 'make bench    measure time and memory, for docs/contributing/benchmarks.md; up to an hour'
	@echo 'make lint     check style, types and the direction of imports'
	@echo 'make hooks    run the hooks for pre-commit on this repository, as pre-commit does'
	@echo 'make pictures take the pictures of the documentation; needs Chromium and what make pdf needs'
	@echo 'make matrix   run the tests on every supported Python that is installed'
	@echo 'make dist     build and check wheel and sdist, in dist/'
	@echo 'make locales  extract all texts and update the catalogs in locales/'
	@echo 'make translations  check that nothing is untranslated, as for a release'
	@echo 'make develop  install the dependencies of all these at once'
	@echo 'make clean    remove what was built, and .venv'

CATALOG := LC_MESSAGES/mooncake-errors.po
TRANSLATIONS := $(filter-out en,$(LANGUAGES))

# Debian ships venv without pip: then the system's pip fills the environment.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(BIN)/python install -q pip; }

# The groups of dependencies in pyproject.toml, each when it is needed. Older pips know no groups.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
INSTALL := $(PIP) 'pip>=25.1' && $(PIP) -e '.[cli]'
GROUPS := docs fuzz lint locales matrix release test
$(VENV)/.installed-%: pyproject.toml | $(BIN)/python
	$(INSTALL) --group $*
	@touch $@

develop: pyproject.toml | $(BIN)/python
	$(INSTALL) $(GROUPS:%=--group %)
	@touch $(GROUPS:%=$(VENV)/.installed-%) $(VENV)/.installed-unit

# A target for each language, so that make builds them at the same time if it is told to.
HTML := $(LANGUAGES:%=html-%)
PDF := $(LANGUAGES:%=pdf-%)
.PHONY: $(HTML) $(PDF)

$(HTML): html-%: $(VENV)/.installed-docs
	$(SPHINX) -D language=$* -d $(BUILD)/doctrees/$* docs $(BUILD)/html/$*

html: $(HTML)
	cp docs/_templates/languages.html $(BUILD)/html/index.html
	@echo 'The documentation is in $(BUILD)/html/index.html'

# "make pdf" uses the pages that "make html" has read, so the two must not run at the same time.
TEX_PACKAGES := latexmk make texlive-xetex texlive-fonts-recommended fonts-freefont-otf \
  texlive-lang-chinese

$(PDF): pdf-%: $(VENV)/.installed-docs
	@for program in xelatex latexmk; do command -v $$program >/dev/null || { \
	  echo 'PDFs need: apt-get install --no-install-recommends $(TEX_PACKAGES)' >&2; exit 1; }; \
	done
	mkdir -p $(BUILD)/pdf
	$(SPHINX) -D language=$* -d $(BUILD)/doctrees/$* -b latex docs $(BUILD)/latex/$*
	$(MAKE) -s -C $(BUILD)/latex/$* LATEXMKOPTS='-silent -pdfxe'
	cp $(BUILD)/latex/$*/mooncake-errors-$*.pdf $(BUILD)/pdf

pdf: $(PDF)
	@echo 'The PDFs are in $(BUILD)/pdf'

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

# All packages but the extension, of that the directive and the role, and the lists in the documentation.
QUICK := -m 'not slow and not browser and not tex and not translations' \
  $(addprefix tests/,catalogs checks cli headers logs registry tables) \
  $(addprefix tests/extension/,test_directive.py test_role.py) tests/test_public.py

quick: $(VENV)/.installed-unit
	$(BIN)/python -m pytest -n auto --dist worksteal $(QUICK) $(PYTEST)

coverage: override PYTEST += --cov --cov-branch --cov-report=term
coverage: test

SECONDS ?= 10

fuzz: $(VENV)/.installed-fuzz
	$(BIN)/python tests/fuzz/run.py $(SECONDS)

bench: $(VENV)/.installed-docs $(VENV)/.installed-test  # which has the themes
	$(BIN)/python -m benchmarks --output docs/contributing/benchmarks.json $(BENCH)

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema -q --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema -q --builtin-schema vendor.readthedocs .readthedocs.yaml
	$(BIN)/check-jsonschema -q --builtin-schema vendor.dependabot .github/dependabot.yml

pictures: html pdf $(VENV)/.installed-test
	$(BIN)/python docs/images/take.py

hooks: $(VENV)/.installed-lint
	$(BIN)/pre-commit try-repo . --all-files

# Registry and extension by our own command, prose by the tools that every Sphinx project has.
locales: $(VENV)/.installed-docs $(VENV)/.installed-locales
	$(BIN)/mooncake-errors messages --project sphinxext-mooncake-errors \
	  -o locales/mooncake-errors.pot $(TRANSLATIONS:%=--update locales/%/$(CATALOG))
	rm -rf $(BUILD)/gettext
	$(SPHINX) -b gettext docs $(BUILD)/gettext
	mkdir $(BUILD)/gettext/prose && mv $(BUILD)/gettext/docs.pot $(BUILD)/gettext/prose
	$(BIN)/sphinx-intl update -p $(BUILD)/gettext/prose -d locales $(TRANSLATIONS:%=-l %)

# A change may leave texts in English, a release may not.
translations: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m translations

# A target for each session, so that make runs two at the same time if it is told to.
MATRIX := $(addprefix matrix-,oldest newest docutils)
.PHONY: $(MATRIX)

$(MATRIX): matrix-%: dist $(VENV)/.installed-matrix
	$(BIN)/nox -s $*

matrix: $(MATRIX)

# Without git, as in an unpacked sdist, the archives get the date that hatchling gives them.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1580601600)
dist: $(VENV)/.installed-release
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/validate-pyproject pyproject.toml

clean:
	rm -rf $(VENV) $(BUILD) build dist
