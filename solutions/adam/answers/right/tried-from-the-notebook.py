# Written from the notebook alone: a tuple, a dictionary and assign; the first try.

# %% adam-step
def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = np.zeros_like(weights), np.zeros_like(weights), 0
    m, v, t = state
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    root = np.sqrt(v / (1 - beta_2**t)) + epsilon
    return weights - learning_rate * (m / (1 - beta_1**t)) / root, (m, v, t)


# %% adam-torch
class AdamTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta_1, beta_2 = group["betas"]
            for w in group["params"]:
                if w.grad is None:
                    continue
                state = self.state[w]
                if not state:
                    state["t"], state["m"], state["v"] = 0, torch.zeros_like(w), torch.zeros_like(w)
                state["t"] += 1
                t = state["t"]
                state["m"] = beta_1 * state["m"] + (1 - beta_1) * w.grad
                state["v"] = beta_2 * state["v"] + (1 - beta_2) * w.grad**2
                root = torch.sqrt(state["v"] / (1 - beta_2**t)) + group["eps"]
                w -= group["lr"] * (state["m"] / (1 - beta_1**t)) / root


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
        rate = tf.cast(learning_rate, variable.dtype)
        t = tf.cast(self.iterations + 1, variable.dtype)
        m.assign(self.beta_1 * m + (1 - self.beta_1) * gradient)
        v.assign(self.beta_2 * v + (1 - self.beta_2) * gradient**2)
        root = tf.sqrt(v / (1 - self.beta_2**t)) + self.epsilon
        variable.assign_sub(rate * (m / (1 - self.beta_1**t)) / root)


# %% adam-resume
def save_torch(weights, optimizer):
    return [w.detach().clone() for w in weights], copy.deepcopy(optimizer.state_dict())


def restore_torch(weights, optimizer, snapshot):
    saved, state = snapshot
    with torch.no_grad():
        for w, old in zip(weights, saved):
            w.copy_(old)
    optimizer.load_state_dict(copy.deepcopy(state))


def save_tf(weights, optimizer):
    if not optimizer.built:
        optimizer.build(weights)
    return [np.array(w) for w in weights], [np.array(each) for each in optimizer.variables]


def restore_tf(weights, optimizer, snapshot):
    if not optimizer.built:
        optimizer.build(weights)
    for each, old in zip([*weights, *optimizer.variables], [*snapshot[0], *snapshot[1]]):
        each.assign(old)
