# Entry by entry, or dictionaries by name: slow, plain and right.

# %% rmsprop-steps
def adagrad_step(w, g, s, learning_rate=0.01, epsilon=1e-8):
    new_w, new_s = w.copy(), s.copy()
    for i in np.ndindex(w.shape):
        new_s[i] = s[i] + g[i] ** 2
        new_w[i] = w[i] - learning_rate * g[i] / (np.sqrt(new_s[i]) + epsilon)
    return new_w, new_s


def rmsprop_step(w, g, s, learning_rate=0.001, rho=0.9, epsilon=1e-7, epsilon_inside=False):
    new_w, new_s = w.copy(), s.copy()
    for i in np.ndindex(w.shape):
        new_s[i] = rho * s[i] + (1 - rho) * g[i] ** 2
        root = np.sqrt(new_s[i] + epsilon) if epsilon_inside else np.sqrt(new_s[i]) + epsilon
        new_w[i] = w[i] - learning_rate * g[i] / root
    return new_w, new_s

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        super().__init__(params, dict(lr=lr, rho=rho, epsilon=epsilon))
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["square"] = torch.zeros_like(p, requires_grad=False)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                g = p.grad
                if g is None:
                    continue
                s = self.state[p]["square"] * group["rho"] + g * g * (1 - group["rho"])
                self.state[p]["square"] = s
                p += -group["lr"] * g / (s**0.5 + group["epsilon"])

# %% rmsprop-tf
class RMSPropTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate=learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        super().build(variables)
        self.squares = {}
        for variable, square in zip(variables, self.add_optimizer_variables(variables, "square")):
            self.squares[self._get_variable_index(variable)] = square

    def update_step(self, gradient, variable, learning_rate):
        square = self.squares[self._get_variable_index(variable)]
        new = square * self.rho + gradient**2 * (1 - self.rho)
        square.assign(new)
        variable.assign(variable - keras.ops.cast(learning_rate, variable.dtype) * gradient / keras.ops.sqrt(new + self.epsilon))

# %% rmsprop-clip
def clip_torch(gradients, limit):
    norm = sum(torch.linalg.vector_norm(g) ** 2 for g in gradients) ** 0.5
    if torch.isnan(norm) or torch.isinf(norm):
        return [torch.full_like(g, 0) for g in gradients]
    return [g / norm * limit if norm > limit else g.clone() for g in gradients]


def clip_tf(gradients, limit):
    norm = sum(tf.norm(g) ** 2 for g in gradients) ** 0.5
    if tf.math.is_nan(norm) or tf.math.is_inf(norm):
        return [tf.zeros(g.shape, g.dtype) for g in gradients]
    return [g / norm * limit if norm > limit else tf.identity(g) for g in gradients]
