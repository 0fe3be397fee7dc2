# Two commands for a fresh clone: `make demo` and `make test`. `make model` retrains the default model,
# `make quality` and `make speed` measure it.
PYTHON ?= python3
VENV := .venv
CORPUS ?= ../shared/corpus
FURTHER ?= ../further

.PHONY: demo test model quality speed clean

demo: $(VENV)/installed
	$(VENV)/bin/cleantext inspect fixtures/demo.txt

test: $(VENV)/installed-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m pytest

model: $(VENV)/installed
	$(VENV)/bin/cleantext train $(CORPUS)/pages-train.jsonl.gz $(wildcard $(FURTHER)/pages-train.jsonl.gz) \
		$(CORPUS)/pages-dev.jsonl.gz $(CORPUS)/clean.jsonl.gz fixtures/ \
		--adverts $(CORPUS)/adverts.jsonl.gz --adverts fixtures/adverts \
		--strings $(CORPUS)/interface-strings.jsonl.gz --strings fixtures/strings.jsonl \
		--name "cleantext default" --licence MIT -o models/default

quality: $(VENV)/installed
	$(VENV)/bin/python benchmarks/quality.py --corpus $(CORPUS)

speed: $(VENV)/installed
	$(VENV)/bin/python benchmarks/speed.py

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(VENV)/bin/python -m pip install --quiet --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) dist
