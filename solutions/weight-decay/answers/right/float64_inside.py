# Computes in float64 where it can, and gives back the inputs' dtype; the decay as a term or a factor, chosen beforehand.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    w, v = weights.astype(np.float64), np.zeros(weights.shape)
    term, factor = (0.0, 1 - learning_rate * weight_decay) if decoupled else (weight_decay, 1.0)
    for g in gradients.astype(np.float64):
        v = momentum * v + (g + term * w)
        w = factor * w - learning_rate * v
    return w.astype(weights.dtype)

# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    ways = ["l2", "regularizer", "summed", "decoupled", "share"]
    of_one = np.array([1.0, 0.5, examples, 1.0, learning_rate])
    return float(weight_decay / of_one[ways.index(source)] * of_one[ways.index(target)])  # index raises the ValueError

# %% weight-decay-groups
def _decays(axes, name, skip):
    return axes > 1 and not any(text in name for text in skip)


def parameter_groups_torch(named_parameters, weight_decay, skip=()):
    training = [(name, p) for name, p in named_parameters if p.requires_grad]
    return [
        {"params": [p for name, p in training if _decays(p.dim(), name, skip)], "weight_decay": weight_decay},
        {"params": [p for name, p in training if not _decays(p.dim(), name, skip)], "weight_decay": 0.0},
    ]


def exclude_tf(optimizer, variables, skip=()):
    optimizer.exclude_from_weight_decay([v for v in variables if not _decays(v.ndim, v.path, skip)])
    return optimizer

# %% weight-decay-sgdw
class SGDW(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.velocities = {}

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for w in filter(lambda w: w.grad is not None, group["params"]):
                v = group["momentum"] * self.velocities.get(w, 0) + w.grad.double()
                self.velocities[w] = v
                w.copy_((1 - group["lr"] * group["weight_decay"]) * w.double() - group["lr"] * v)

# %% weight-decay-adam-l2
class AdamL2(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, l2=0.01, skip=("bias",), **options):
        super().__init__(learning_rate, **options)
        self.price = lambda variable: 0.0 if any(text in variable.name for text in skip) else l2

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(gradient + self.price(variable) * variable, variable, learning_rate)
