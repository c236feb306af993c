# Tried from the notebook: the answer of a reader who had the chapter and the notebook alone.
# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    w = weights.copy()
    v = np.zeros_like(w)
    for g in gradients:
        if decoupled:
            v = momentum * v + g
            w = (1 - learning_rate * weight_decay) * w - learning_rate * v
        else:
            v = momentum * v + (g + weight_decay * w)
            w = w - learning_rate * v
    return w


# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    worth = {"l2": 1.0, "regularizer": 0.5, "summed": examples, "decoupled": 1.0, "share": learning_rate}
    for name in (source, target):
        if name not in worth:
            raise ValueError(f"unknown way to write a decay: {name}")
    return weight_decay / worth[source] * worth[target]


# %% weight-decay-groups
def parameter_groups_torch(named_parameters, weight_decay, skip=()):
    decaying, spared = [], []
    for name, parameter in named_parameters:
        if not parameter.requires_grad:
            continue
        if parameter.ndim >= 2 and not any(text in name for text in skip):
            decaying.append(parameter)
        else:
            spared.append(parameter)
    return [{"params": decaying, "weight_decay": weight_decay}, {"params": spared, "weight_decay": 0.0}]


def exclude_tf(optimizer, variables, skip=()):
    spared = [v for v in variables if len(v.shape) < 2 or any(text in v.path for text in skip)]
    optimizer.exclude_from_weight_decay(var_list=spared)
    return optimizer


# %% weight-decay-sgdw
class SGDW(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            rate = group["lr"]
            for w in group["params"]:
                if w.grad is None:
                    continue
                state = self.state[w]
                if "v" not in state:
                    state["v"] = torch.zeros_like(w)
                v = state["v"]
                v.mul_(group["momentum"]).add_(w.grad)
                w.mul_(1 - rate * group["weight_decay"]).sub_(rate * v)


# %% weight-decay-adam-l2
class AdamL2(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, l2=0.01, skip=("bias",), **options):
        super().__init__(learning_rate, **options)
        self.l2 = l2
        self.skip = skip

    def update_step(self, gradient, variable, learning_rate):
        if not any(text in variable.name for text in self.skip):
            gradient = gradient + self.l2 * variable
        super().update_step(gradient, variable, learning_rate)
