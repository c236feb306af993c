# The correction folded into the rate and into epsilon, as the paper suggests; keras.ops; a snapshot as bytes.

# %% adam-step
def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, means = (1, np.zeros((2, *weights.shape), weights.dtype)) if state is None else state
    shares = np.array([beta_1, beta_2]).reshape((2,) + (1,) * weights.ndim).astype(weights.dtype)
    means = shares * means + (1 - shares) * np.stack([gradient, np.square(gradient)])
    correction = (1 - beta_2**t) ** 0.5
    rate = learning_rate * correction / (1 - beta_1**t)
    return np.subtract(weights, rate * means[0] / (np.sqrt(means[1]) + epsilon * correction)), (t + 1, means)

# %% adam-torch
class AdamTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta_1, beta_2), eps = group["betas"], group["eps"]
            for w in (w for w in group["params"] if w.grad is not None):
                kept = self.state[w]
                kept.setdefault("count", torch.tensor(0.0, dtype=torch.float64))
                m, v = (kept.setdefault(name, torch.zeros_like(w)) for name in ("first", "second"))
                kept["count"] += 1
                m.lerp_(w.grad, 1 - beta_1)
                v.lerp_(w.grad.square(), 1 - beta_2)
                count = float(kept["count"])
                correction = (1 - beta_2**count) ** 0.5
                w.sub_(m / (v.sqrt() + eps * correction), alpha=group["lr"] * correction / (1 - beta_1**count))

# %% adam-tf
class AdamTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        super().__init__(learning_rate=learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.m, self.v = self.add_optimizer_variables(variables, ["m", "v"])

    def update_step(self, gradient, variable, learning_rate):
        i = self._get_variable_index(variable)
        m, v = self.m[i], self.v[i]
        ops = keras.ops
        t = ops.cast(self.iterations + 1, variable.dtype)
        rate = ops.cast(learning_rate, variable.dtype)
        correction = ops.sqrt(1 - ops.power(ops.cast(self.beta_2, variable.dtype), t))
        rate = rate * correction / (1 - ops.power(ops.cast(self.beta_1, variable.dtype), t))
        self.assign_add(m, (gradient - m) * (1 - self.beta_1))
        self.assign_add(v, (ops.square(gradient) - v) * (1 - self.beta_2))
        self.assign_sub(variable, rate * m / (ops.sqrt(v) + self.epsilon * correction))

# %% adam-resume
def save_torch(weights, optimizer):
    import io

    stream = io.BytesIO()
    torch.save({"weights": [w.detach() for w in weights], "optimizer": optimizer.state_dict()}, stream)
    return stream.getvalue()


def restore_torch(weights, optimizer, snapshot):
    import io

    loaded = torch.load(io.BytesIO(snapshot), weights_only=False)
    optimizer.load_state_dict(loaded["optimizer"])
    for i, w in enumerate(weights):
        w.detach()[...] = loaded["weights"][i]


def save_tf(weights, optimizer):
    optimizer.build(weights)
    store = {}
    optimizer.save_own_variables(store)
    return [w.numpy() for w in weights], store


def restore_tf(weights, optimizer, snapshot):
    optimizer.build(weights)
    optimizer.load_own_variables(snapshot[1])
    for w, kept in zip(weights, snapshot[0]):
        w.assign(kept)
