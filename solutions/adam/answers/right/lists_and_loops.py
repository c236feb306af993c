# Plain Python: a dictionary for the state, loops over entries in NumPy, clones by hand.

# %% adam-step
def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"t": 0, "m": np.zeros(weights.shape), "v": np.zeros(weights.shape)}
    new = {"t": state["t"] + 1, "m": state["m"].copy(), "v": state["v"].copy()}
    result = weights.copy()
    for place in np.ndindex(weights.shape):
        g = float(gradient[place])
        new["m"][place] += (1 - beta_1) * (g - new["m"][place])
        new["v"][place] += (1 - beta_2) * (g * g - new["v"][place])
        m_hat = new["m"][place] / (1 - beta_1 ** new["t"])
        v_hat = new["v"][place] / (1 - beta_2 ** new["t"])
        result[place] = float(weights[place]) - learning_rate * m_hat / (v_hat**0.5 + epsilon)
    return result, new

# %% adam-torch
class AdamTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, p.grad, group["lr"], *group["betas"], group["eps"])

    def update(self, p, g, lr, b1, b2, eps):
        s = self.state[p]
        if len(s) == 0:
            s["step"], s["exp_avg"], s["exp_avg_sq"] = 0, torch.zeros_like(p), torch.zeros_like(p)
        s["step"] += 1
        s["exp_avg"].mul_(b1).add_(g, alpha=1 - b1)
        s["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=1 - b2)
        denominator = (s["exp_avg_sq"] / (1 - b2 ** s["step"])).sqrt().add_(eps)
        p.addcdiv_(s["exp_avg"], denominator, value=-lr / (1 - b1 ** s["step"]))

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
        dtype = gradient.dtype
        b1, b2, eps = (tf.constant(x, dtype) for x in (self.beta_1, self.beta_2, self.epsilon))
        power = tf.cast(self.iterations, dtype) + 1
        m.assign_add((gradient - m) * (1 - b1))
        v.assign_add((tf.square(gradient) - v) * (1 - b2))
        m_hat = m / (1 - tf.pow(b1, power))
        v_hat = v / (1 - tf.pow(b2, power))
        variable.assign_sub(tf.cast(learning_rate, dtype) * m_hat / (tf.sqrt(v_hat) + eps))

# %% adam-resume
def save_torch(weights, optimizer):
    return {"weights": [w.detach().clone() for w in weights], "optimizer": copy.deepcopy(optimizer.state_dict())}


def restore_torch(weights, optimizer, snapshot):
    for w, kept in zip(weights, snapshot["weights"]):
        w.data.copy_(kept)
    optimizer.load_state_dict(copy.deepcopy(snapshot["optimizer"]))


def save_tf(weights, optimizer):
    if not optimizer.built:
        optimizer.build(weights)
    return [w.numpy().copy() for w in weights], [x.numpy().copy() for x in optimizer.variables]


def restore_tf(weights, optimizer, snapshot):
    if not optimizer.built:
        optimizer.build(weights)
    for w, kept in zip(weights, snapshot[0]):
        w.assign(kept)
    for x, kept in zip(optimizer.variables, snapshot[1]):
        x.assign(kept)
