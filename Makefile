# The verbs. Each can be run first, on a bare clone: Python 3.11, make, a compiler and Node.js are all it takes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
KEY := $(shell cat requirements.txt pyproject.toml package-lock.json | cksum | cut -d' ' -f1)
READY := $(VENV)/ready-$(KEY)
PORT ?= 8000
# Without these two, TensorFlow prints times and process ids, and two builds differ.
export TF_CPP_MIN_LOG_LEVEL = 3
export TF_ENABLE_ONEDNN_OPTS = 0

.PHONY: help setup system book serve test test-long notebooks check demo bench site-zip publish-student format clean
.DELETE_ON_ERROR:

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Descent needs Python 3.11; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv --clear $(VENV)
	$(PY) -m pip install --progress-bar on -r requirements.txt -e '.[grade,test]'
	npm ci --no-audit --no-fund
	touch $(READY)

setup: $(READY)  ## make the environment, once; again when the requirements change

system: setup
	$(PY) -m autograder doctor --install

book: setup notebooks  ## build the site into _build/html
	$(PY) -m press.execution.execute
	$(VENV)/bin/jupyter-book build . -n -W --keep-going
	@echo "Open _build/html/index.html, or run: make serve"

serve: book  ## build the site and serve it on PORT (8000)
	$(PY) -m press.publish.serve $(PORT)

notebooks: setup  ## regenerate notebooks/ from book/ and solutions/
	$(PY) -m press.notebooks.pairs

check: setup  ## the fast self-check
	$(PY) -m press.check

test: system book check  ## everything: site, self-check, all tests but the long ones
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: system book  ## the tests left out of make test: whole what it tries in part
	$(PY) -m pytest -m long -n 2 --dist loadfile --no-loadscope-reorder

demo: setup  ## grade a sample class from end to end
	$(PY) -m autograder demo

bench: setup  ## print the benchmark tables
	$(PY) -m bench

site-zip: book  ## pack the site into _build/descent-site.zip, to hand out
	$(PY) -m press.publish.site_zip

publish-student: book  ## write the tree that students see into _build/student
	$(PY) -m press.publish.student_tree

format: setup
	$(PY) -m ruff format . && $(PY) -m ruff check --fix .

clean:  ## delete what was built, but not the environment
	rm -rf _build
