"""The reference is light: it brings in NumPy and the standard library, and nothing else. So are idle oracles."""

import subprocess
import sys

import pytest

# Cython's runtime registers names of its own for NumPy's compiled parts; no package stands behind them.
PROGRAM = """
import sys
before = set(sys.modules)
import {module}
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
extra = {{n for n in new if n not in sys.stdlib_module_names and "cython" not in n}}
print(*sorted(extra))
"""


@pytest.mark.parametrize("module", ["descent.reference", "descent.oracles", "descent.schedule_oracles"])
def test_importing_it_imports_numpy_and_no_other_package(module):
    program = PROGRAM.format(module=module)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["descent", "numpy"]


def test_a_call_in_pytorch_does_not_import_tensorflow():
    program = """
import sys
from descent.oracles import run
from descent.reference import LOSSES
run("torch", LOSSES[0], [1.0], [2.0])
print("torch" in sys.modules, "tensorflow" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
