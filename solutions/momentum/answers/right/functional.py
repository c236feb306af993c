# New tensors each time, the look ahead as two half steps, generators and comprehensions.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    n = len(x)
    order = np.random.default_rng(seed).permutation(n)
    x, y = x[order], y[order]
    count = n // batch_size if drop_last else -(-n // batch_size)
    cut = [slice(k * batch_size, (k + 1) * batch_size) for k in range(count)]
    return [(x[rows], y[rows]) for rows in cut]

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    old = 0 * gradient if velocity is None else velocity
    new = gradient + momentum * old
    moved = weights - learning_rate * new
    if nesterov:
        moved = weights - learning_rate * gradient - learning_rate * momentum * new
    return moved, new

# %% momentum-torch
class MomentumTorch(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, nesterov=False):
        super().__init__(params, defaults={"lr": lr, "momentum": momentum, "nesterov": nesterov})

    def step(self, closure=None):
        for group in self.param_groups:
            active = [p for p in group["params"] if p.grad is not None]
            for p in active:
                g = p.grad.detach()
                before = self.state[p]["buffer"] if "buffer" in self.state[p] else torch.zeros_like(g)
                after = torch.add(g, before, alpha=group["momentum"])
                self.state[p]["buffer"] = after
                if group["nesterov"]:
                    after = torch.add(g, after, alpha=group["momentum"])
                with torch.no_grad():
                    p.add_(after, alpha=-group["lr"])

# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate=learning_rate, name="momentum_tf")
        self.mu, self.ahead = momentum, nesterov

    def build(self, variables):
        super().build(variables)
        self.moves = [self.add_variable_from_reference(v, name="move") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        gradient = keras.ops.cast(gradient, variable.dtype)
        rate = keras.ops.cast(learning_rate, variable.dtype)
        move = self.moves[self._get_variable_index(variable)]
        new = keras.ops.subtract(keras.ops.multiply(move, self.mu), rate * gradient)
        self.assign(move, new)
        if self.ahead:
            new = new * self.mu - rate * gradient
        self.assign_add(variable, new)
