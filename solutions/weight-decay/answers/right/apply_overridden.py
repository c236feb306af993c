# Changes the gradients of the whole model in apply; PyTorch's decay by a tensor of shares; short loops.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    w, v = np.array(weights), np.zeros_like(weights)
    for g in gradients:
        if decoupled:
            v = momentum * v + g
            w = w - w * (learning_rate * weight_decay)
        else:
            v = momentum * v + g + weight_decay * w
        w = w - learning_rate * v
    return w

# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    to_l2 = {
        "l2": lambda a: a,
        "regularizer": lambda a: a * 2,
        "summed": lambda a: a / examples,
        "decoupled": lambda a: a,
        "share": lambda a: a / learning_rate,
    }
    if {source, target} - set(to_l2):
        raise ValueError("unknown")
    return to_l2[source](weight_decay) / to_l2[target](1.0)

# %% weight-decay-groups
def parameter_groups_torch(named_parameters, weight_decay, skip=()):
    groups = {True: [], False: []}
    for name, p in named_parameters:
        if p.requires_grad:
            groups[p.dim() >= 2 and all(text not in name for text in skip)].append(p)
    return [{"params": groups[True], "weight_decay": weight_decay}, {"params": groups[False], "weight_decay": 0.0}]


def exclude_tf(optimizer, variables, skip=()):
    flat = {id(v) for v in variables if v.ndim <= 1}
    named = {id(v) for v in variables for text in skip if text in v.path}
    optimizer.exclude_from_weight_decay(var_list=[v for v in variables if id(v) in flat | named])
    return optimizer

# %% weight-decay-sgdw
class SGDW(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["velocity"] = torch.zeros_like(p, requires_grad=False)

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                v = self.state[p]["velocity"]
                v *= group["momentum"]
                v += p.grad
                p -= p * (group["lr"] * group["weight_decay"])
                p -= group["lr"] * v

# %% weight-decay-adam-l2
class AdamL2(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, l2=0.01, skip=("bias",), **options):
        super().__init__(learning_rate=learning_rate, **options)
        self.l2, self.skip = l2, skip

    def apply(self, grads, trainable_variables=None):
        variables = self._trainable_variables if trainable_variables is None else trainable_variables
        new = []
        for g, v in zip(grads, variables):
            spared = any(text in v.name for text in self.skip)
            new.append(g if spared else g + self.l2 * v.value)
        return super().apply(new, trainable_variables)
