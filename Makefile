# Everything a developer runs; it needs make and Python 3.11 or newer and sets up .venv by itself.
# All paths are relative: the folder's own path may hold spaces and quotes.

.PHONY: run test check bench screenshots clean app-environment test-environment
.DEFAULT_GOAL := run

ARGS =
PYTHONS = python3.14 python3.13 python3.12 python3.11 python3
# Scripts are started through Python: the first line pip gives them fails where the path has a quote.
SCRIPT = .venv/bin/python .venv/bin
COMPILE = .venv/bin/python -m compileall -q -j 0 content db tui .venv/lib

run: app-environment
	@$(SCRIPT)/mlroad $(ARGS)

test: test-environment
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

check: test-environment
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m pyright --pythonpath .venv/bin/python
	$(SCRIPT)/lint-imports
	$(SCRIPT)/mlroad lint
	$(SCRIPT)/mlroad verify

bench: test-environment
	@.venv/bin/python benchmarks/run.py $(ARGS)

screenshots: test-environment
	@.venv/bin/python docs/make_pictures.py $(ARGS)
	@.venv/bin/python docs/make_gallery.py
	@.venv/bin/python docs/make_authoring.py
	@.venv/bin/python docs/make_schema.py

# What tests and builds leave behind; .venv stays, so that the next run works without a network.
clean:
	@rm -rf .pytest_cache .hypothesis .ruff_cache .import_linter_cache build dist tests/golden/failed
	@find content db tui tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +

app-environment:
	@$(call set_up,app,-e .)

# hatchling: a test builds the wheel, with no network. pyright runs on node: from the registry, where
# the machine has none.
test-environment:
	@$(call set_up,test,-e '.[dev]' hatchling $(if $(shell command -v node 2>/dev/null),,'pyright[nodejs]'))

# set_up(name, what pip installs): nothing to do where .venv/ready-<name> names this folder and the
# checksum of the two files that say what is installed. Times of files say nothing after a checkout.
define set_up
key="$$(pwd; cat pyproject.toml constraints.txt | cksum)"; \
if [ -x .venv/bin/python ] && [ "$$(cat .venv/ready-$(1) 2>/dev/null)" = "$$key" ]; then exit 0; fi; \
here="$$(cat .venv/ready-* 2>/dev/null | head -n 1)"; \
if [ -n "$$here" ] && [ "$$here" != "$$(pwd)" ]; then echo "The folder has moved: .venv is made anew."; rm -rf .venv; fi; \
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then $(make_venv); fi; \
echo "Installing what mlroad needs into .venv (once) ..."; \
.venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt $(2) || { \
  echo "make: pip could not install; this step needs the package registry, later starts do not." >&2; exit 1; }; \
$(COMPILE) >/dev/null 2>&1 || true; \
if [ $(1) = test ]; then echo "$$key" > .venv/ready-app; fi; \
echo "$$key" > .venv/ready-$(1)
endef

# The newest Python that can make an environment; else one line that says what to install.
define make_venv
old=; bare=; found=; \
for name in $(PYTHONS); do \
  version="$$($$name -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" || continue; \
  if ! $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then old="$$version"; continue; fi; \
  if ! $$name -c 'import venv, ensurepip' 2>/dev/null; then bare="$${bare:-$$version}"; continue; fi; \
  found="$$name"; break; \
done; \
if [ -z "$$found" ] && [ -n "$$bare" ]; then \
  echo "make: Python $$bare lacks the modules venv and ensurepip; on Debian and Ubuntu: apt-get install python$$bare-venv" >&2; exit 1; \
elif [ -z "$$found" ]; then \
  echo "make: mlroad needs Python 3.11 or newer, and there is $${old:+only Python }$${old:-no python3} on the PATH" >&2; exit 1; \
fi; \
echo "Making .venv with $$found ..."; \
$$found -m venv --clear .venv || exit 1
endef
