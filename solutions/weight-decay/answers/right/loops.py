# Entry by entry, with plain if and for; Adam's step written out by hand.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    w = weights.copy()
    v = np.zeros_like(w)
    for t in range(gradients.shape[0]):
        for place in np.ndindex(*w.shape):
            old = w[place]
            if decoupled:
                v[place] = momentum * v[place] + gradients[t][place]
                w[place] = (1 - learning_rate * weight_decay) * old - learning_rate * v[place]
            else:
                v[place] = momentum * v[place] + gradients[t][place] + weight_decay * old
                w[place] = old - learning_rate * v[place]
    return w

# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    if source in ("l2", "decoupled"):
        a = weight_decay
    elif source == "regularizer":
        a = 2 * weight_decay
    elif source == "summed":
        a = weight_decay / examples
    elif source == "share":
        a = weight_decay / learning_rate
    else:
        raise ValueError(source)
    if target in ("l2", "decoupled"):
        return a
    if target == "regularizer":
        return a / 2
    if target == "summed":
        return a * examples
    if target == "share":
        return a * learning_rate
    raise ValueError(target)

# %% weight-decay-groups
def parameter_groups_torch(named_parameters, weight_decay, skip=()):
    decayed, spared = [], []
    for name, parameter in named_parameters:
        if not parameter.requires_grad:
            continue
        wanted = len(parameter.shape) >= 2
        for text in skip:
            if text in name:
                wanted = False
        if wanted:
            decayed.append(parameter)
        else:
            spared.append(parameter)
    return [dict(params=decayed, weight_decay=weight_decay), dict(params=spared, weight_decay=0.0)]


def exclude_tf(optimizer, variables, skip=()):
    spared = []
    for variable in variables:
        named = False
        for text in skip:
            named = named or text in variable.path
        if named or variable.value.shape.rank < 2:
            spared.append(variable)
    optimizer.exclude_from_weight_decay(var_list=spared)
    return optimizer

# %% weight-decay-sgdw
class SGDW(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        defaults = dict(lr=lr, momentum=momentum, weight_decay=weight_decay)
        super(SGDW, self).__init__(params, defaults)

    def step(self, closure=None):
        with torch.no_grad():
            for group in self.param_groups:
                lr, mu, wd = group["lr"], group["momentum"], group["weight_decay"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    if not state:
                        state["v"] = torch.zeros_like(p)
                    state["v"].mul_(mu).add_(p.grad)
                    p.mul_(1 - lr * wd)
                    p.add_(state["v"], alpha=-lr)

# %% weight-decay-adam-l2
class AdamL2(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, l2=0.01, skip=("bias",), **options):
        super().__init__(learning_rate=learning_rate, **options)
        self.penalty = l2
        self.spared = list(skip)

    def update_step(self, gradient, variable, learning_rate):
        for text in self.spared:
            if text in variable.name:
                return super().update_step(gradient, variable, learning_rate)
        w = tf.convert_to_tensor(variable)
        return super().update_step(gradient + tf.cast(self.penalty, w.dtype) * w, variable, learning_rate)
