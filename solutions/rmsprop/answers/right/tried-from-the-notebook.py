# A first answer, written from the chapter's and the exercise's notebooks alone, before any test had run.

# %% rmsprop-steps
def adagrad_step(w, g, s, learning_rate=0.01, epsilon=1e-8):
    s = s + g**2
    return w - learning_rate * g / (np.sqrt(s) + epsilon), s


def rmsprop_step(w, g, s, learning_rate=0.001, rho=0.9, epsilon=1e-7, epsilon_inside=False):
    s = rho * s + (1 - rho) * g**2
    if epsilon_inside:
        root = np.sqrt(s + epsilon)
    else:
        root = np.sqrt(s) + epsilon
    return w - learning_rate * g / root, s

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        super().__init__(params, {"lr": lr, "rho": rho, "epsilon": epsilon})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, rho, epsilon = group["lr"], group["rho"], group["epsilon"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "square" not in state:
                    state["square"] = torch.zeros_like(p)
                s = rho * state["square"] + (1 - rho) * p.grad**2
                state["square"] = s
                p -= lr * p.grad / (torch.sqrt(s) + epsilon)

# %% rmsprop-tf
class RMSPropTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate=learning_rate)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, variables):
        super().build(variables)
        self.squares = self.add_optimizer_variables(variables, "square")

    def update_step(self, gradient, variable, learning_rate):
        s = self.squares[self._get_variable_index(variable)]
        rate = tf.cast(learning_rate, variable.dtype)
        s.assign(self.rho * s + (1 - self.rho) * gradient**2)
        variable.assign_sub(rate * gradient / tf.sqrt(s + self.epsilon))

# %% rmsprop-clip
def clip_torch(gradients, limit):
    total = sum((g**2).sum() for g in gradients)
    norm = torch.sqrt(total)
    if not torch.isfinite(norm):
        return [torch.zeros_like(g) for g in gradients]
    if norm <= limit:
        return list(gradients)
    return [g * (limit / norm) for g in gradients]


def clip_tf(gradients, limit):
    total = sum(tf.reduce_sum(g**2) for g in gradients)
    norm = tf.sqrt(total)
    if not tf.math.is_finite(norm):
        return [tf.zeros_like(g) for g in gradients]
    if norm <= limit:
        return list(gradients)
    return [g * (limit / norm) for g in gradients]
