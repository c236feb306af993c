# Tried from the notebook alone: new velocity tensors under no_grad, a list of variables in Keras.
# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    n = len(x)
    order = np.random.default_rng(seed).permutation(n)
    batches = []
    for start in range(0, n, batch_size):
        rows = order[start : start + batch_size]
        if drop_last and len(rows) < batch_size:
            break
        batches.append((x[rows], y[rows]))
    return batches


# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    if velocity is None:
        velocity = np.zeros_like(weights)
    velocity = momentum * velocity + gradient
    step = gradient + momentum * velocity if nesterov else velocity
    return weights - learning_rate * step, velocity


# %% momentum-torch
class MomentumTorch(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, nesterov=False):
        super().__init__(params, {"lr": lr, "momentum": momentum, "nesterov": nesterov})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(p)
                v = group["momentum"] * state["velocity"] + p.grad
                state["velocity"] = v
                step = p.grad + group["momentum"] * v if group["nesterov"] else v
                p -= group["lr"] * step


# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables):
        super().build(variables)
        self.velocities = [self.add_variable_from_reference(variable, "velocity") for variable in variables]

    def update_step(self, gradient, variable, learning_rate):
        v = self.velocities[self._get_variable_index(variable)]
        v.assign(self.momentum * v - learning_rate * gradient)
        if self.nesterov:
            variable.assign_add(self.momentum * v - learning_rate * gradient)
        else:
            variable.assign_add(v)
