"""The training that the chapters share: each function is built on one page, and later pages import it from here.

A page that builds one shows this code, without types and docstrings, and names it in its header under `introduces`.
"""

from descent.training.batches import shuffled_tf, shuffled_torch
from descent.training.intervals import paired_interval
from descent.training.loops import fit_tf, fit_torch, turn_tf, turn_torch
from descent.training.stopping import keep_going, stop_early_tf, stop_early_torch

__all__ = [
    "fit_tf",
    "fit_torch",
    "keep_going",
    "paired_interval",
    "shuffled_tf",
    "shuffled_torch",
    "stop_early_tf",
    "stop_early_torch",
    "turn_tf",
    "turn_torch",
]
