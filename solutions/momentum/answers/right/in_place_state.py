# Velocities kept as tensors and changed in place; plain loops.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    order = np.random.default_rng(seed).permutation(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        rows = order[start:start + batch_size]
        if len(rows) == batch_size or not drop_last:
            batches.append((x[rows], y[rows]))
    return batches

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    v = gradient if velocity is None else momentum * velocity + gradient
    direction = gradient + momentum * v if nesterov else v
    return weights - learning_rate * direction, v

# %% momentum-torch
class MomentumTorch(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, nesterov=nesterov))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, mu = group["lr"], group["momentum"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(p)
                v = state["velocity"]
                v.mul_(mu).add_(p.grad)
                if group["nesterov"]:
                    p.sub_(lr * (p.grad + mu * v))
                else:
                    p.sub_(lr * v)

# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate=learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables):
        super().build(variables)
        self.velocities = []
        for variable in variables:
            self.velocities.append(self.add_variable_from_reference(variable, "velocity"))

    def update_step(self, gradient, variable, learning_rate):
        lr = tf.cast(learning_rate, variable.dtype)
        v = self.velocities[self._get_variable_index(variable)]
        v.assign(self.momentum * v - lr * gradient)
        if self.nesterov:
            variable.assign_add(self.momentum * v - lr * gradient)
        else:
            variable.assign_add(v)
