# Lists of updates, state made at the first step, options spelled out; norms by hand, clipping by a factor.

# %% rmsprop-steps
def adagrad_step(w, g, s, learning_rate=0.01, epsilon=1e-8):
    total = np.add(s, np.square(g))
    return np.subtract(w, learning_rate * g / (total**0.5 + epsilon)), total


def rmsprop_step(w, g, s, learning_rate=0.001, rho=0.9, epsilon=1e-7, epsilon_inside=False):
    s = s + (1 - rho) * (g * g - s)
    if epsilon_inside:
        return w - learning_rate / np.sqrt(s + epsilon) * g, s
    return w - learning_rate / (np.sqrt(s) + epsilon) * g, s

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        defaults = dict(lr=lr, rho=rho, epsilon=epsilon)
        super().__init__(params, defaults)

    def step(self, closure=None):
        for group in self.param_groups:
            rate, rho, epsilon = group["lr"], group["rho"], group["epsilon"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["mean_square"] = torch.zeros_like(p.data)
                average = state["mean_square"]
                average.mul_(rho).addcmul_(p.grad, p.grad, value=1 - rho)
                p.data.addcdiv_(p.grad, average.sqrt().add_(epsilon), value=-rate)

# %% rmsprop-tf
class RMSPropTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7, name="my_rmsprop", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._squares = self.add_optimizer_variables(variables, "square")

    def update_step(self, gradient, variable, learning_rate):
        ops = keras.ops
        lr = ops.cast(learning_rate, variable.dtype)
        square = self._squares[self._get_variable_index(variable)]
        self.assign(square, self.rho * square + (1 - self.rho) * ops.square(gradient))
        self.assign_sub(variable, lr * gradient / ops.sqrt(square + self.epsilon))

# %% rmsprop-clip
def clip_torch(gradients, limit):
    total = 0.0
    for g in gradients:
        total += float((g.double() ** 2).sum())
    norm = total**0.5
    if norm != norm or norm == float("inf"):
        return [0 * torch.nan_to_num(g, posinf=0.0, neginf=0.0) for g in gradients]
    factor = min(1.0, limit / norm) if norm > 0 else 1.0
    return [factor * g for g in gradients]


def clip_tf(gradients, limit):
    norm = np.sqrt(sum(np.sum(g.numpy().astype(float) ** 2) for g in gradients))
    if not np.isfinite(norm):
        return [tf.zeros_like(g) for g in gradients]
    if norm <= limit:
        return gradients
    return [g * (limit / norm) for g in gradients]
