# The classes call the pure step; a dictionary of velocities in Keras; array_split-free slicing with a while loop.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    left = list(np.random.default_rng(seed).permutation(len(x)))
    batches = []
    while left:
        rows = np.array(left[:batch_size])
        left = left[batch_size:]
        if drop_last and len(rows) < batch_size:
            break
        batches.append((x[rows], y[rows]))
    return batches

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    new_velocity = np.array(gradient)
    if velocity is not None:
        new_velocity = new_velocity + momentum * velocity
    step = new_velocity.copy()
    if nesterov:
        step = momentum * step + gradient
    return np.subtract(weights, learning_rate * step), new_velocity

# %% momentum-torch
class MomentumTorch(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, nesterov=False):
        defaults = {"lr": lr, "momentum": momentum, "nesterov": nesterov}
        super().__init__(params, defaults)

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    velocity = self.state[p].get("v")
                    w, v = self.pure(p, p.grad, velocity, group)
                    self.state[p]["v"] = v
                    p.copy_(w)

    @staticmethod
    def pure(w, g, v, group):
        v = g.clone() if v is None else group["momentum"] * v + g
        step = g + group["momentum"] * v if group["nesterov"] else v
        return w - group["lr"] * step, v

# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate)
        self.momentum = float(momentum)
        self.nesterov = bool(nesterov)

    def build(self, variables):
        super().build(variables)
        self.velocity_of = {i: self.add_variable_from_reference(v, "v") for i, v in enumerate(variables)}

    def update_step(self, gradient, variable, learning_rate):
        key = self._get_variable_index(variable)
        velocity = self.velocity_of[key]
        step = gradient * tf.cast(learning_rate, gradient.dtype)
        new = velocity.value * self.momentum - step
        velocity.assign(new)
        variable.assign(variable + (new * self.momentum - step if self.nesterov else new))
