"""The reference is light: it brings in NumPy and the standard library, and nothing else."""

import subprocess
import sys

# Cython's runtime registers names of its own for NumPy's compiled parts; no package stands behind them.
PROGRAM = """
import sys
before = set(sys.modules)
import descent.reference
new = {name.partition(".")[0] for name in set(sys.modules) - before}
extra = {n for n in new if n not in sys.stdlib_module_names and "cython" not in n}
print(*sorted(extra))
"""


def test_importing_the_reference_imports_numpy_and_no_other_package():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["descent", "numpy"]
    for heavy in ("torch", "tensorflow", "keras", "scipy", "sklearn", "matplotlib"):
        assert heavy not in done.stdout
