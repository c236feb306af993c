# Computes in float64 and gives back the weights' dtype; the state as an object; snapshots as nested copies.

# %% adam-step
class _State:
    def __init__(self, t, m, v):
        self.t, self.m, self.v = t, m, v


def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    old = state or _State(0, np.zeros(weights.shape), np.zeros(weights.shape))
    g = np.asarray(gradient, dtype=np.float64)
    new = _State(old.t + 1, beta_1 * old.m + (1 - beta_1) * g, beta_2 * old.v + (1 - beta_2) * g * g)
    m_hat, v_hat = new.m / (1 - beta_1**new.t), new.v / (1 - beta_2**new.t)
    moved = weights - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return np.asarray(moved, dtype=weights.dtype), new

# %% adam-torch
class AdamTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                if w.grad is None:
                    continue
                g, state = w.grad.detach().double(), self.state[w]
                state["t"] = state["t"] + 1 if "t" in state else 1
                for name, beta, new in zip("mv", group["betas"], (g, g * g)):
                    old = state[name].double() if name in state else torch.zeros_like(g)
                    state[name] = (beta * old + (1 - beta) * new).to(w.dtype)
                first, second = (
                    state[name].double() / (1 - beta ** state["t"]) for name, beta in zip("mv", group["betas"])
                )
                w.data = (w.data.double() - group["lr"] * first / (second.sqrt() + group["eps"])).to(w.dtype)

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
        wide = tf.float64
        t, g, rate = (tf.cast(x, wide) for x in (self.iterations + 1, gradient, learning_rate))
        first = self.beta_1 * tf.cast(m.value, wide) + (1 - self.beta_1) * g
        second = self.beta_2 * tf.cast(v.value, wide) + (1 - self.beta_2) * g * g
        m.assign(tf.cast(first, m.dtype))
        v.assign(tf.cast(second, v.dtype))
        root = tf.sqrt(second / (1 - self.beta_2**t)) + self.epsilon
        moved = tf.cast(tf.convert_to_tensor(variable), wide) - rate * first / (1 - self.beta_1**t) / root
        variable.assign(tf.cast(moved, variable.dtype))

# %% adam-resume
def save_torch(weights, optimizer):
    return copy.deepcopy((weights, optimizer.state_dict()))


@torch.no_grad()
def restore_torch(weights, optimizer, snapshot):
    kept, state = copy.deepcopy(snapshot)
    for i in range(len(kept)):
        weights[i].zero_().add_(kept[i])
    optimizer.load_state_dict(state)


def save_tf(weights, optimizer):
    optimizer.build(weights)
    return {"w": copy.deepcopy([w.numpy() for w in weights]), "o": [x.numpy() for x in optimizer.variables]}


def restore_tf(weights, optimizer, snapshot):
    optimizer.build(weights)
    for place, value in enumerate(snapshot["w"]):
        weights[place].assign(value)
    for place, value in enumerate(snapshot["o"]):
        optimizer.variables[place].assign(value)
