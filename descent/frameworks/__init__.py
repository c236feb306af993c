"""The two frameworks: what they are called, and what they are asked for; each is imported when it is first used."""

from collections.abc import Mapping
from types import MappingProxyType

from descent.frameworks.framework import Framework
from descent.frameworks.pytorch import Torch
from descent.frameworks.tensorflow import Keras

# By the name that the reference's rows give them: that of the module that their calls are over.
FRAMEWORKS: Mapping[str, Framework] = MappingProxyType({"torch": Torch(), "keras": Keras()})
