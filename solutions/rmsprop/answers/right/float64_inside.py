# Computes in float64 and gives back the dtype that came in; the Keras class keeps a list of tf.Variables of its own.

# %% rmsprop-steps
def _fading(w, g, s, rate, keep, add, root):
    new = keep * s.astype(np.float64) + add * g.astype(np.float64) ** 2
    moved = w.astype(np.float64) - rate * g.astype(np.float64) / root(new)
    return moved.astype(w.dtype), new.astype(w.dtype)


def adagrad_step(w, g, s, learning_rate=0.01, epsilon=1e-8):
    return _fading(w, g, s, learning_rate, 1.0, 1.0, lambda new: np.sqrt(new) + epsilon)


def rmsprop_step(w, g, s, learning_rate=0.001, rho=0.9, epsilon=1e-7, epsilon_inside=False):
    inner, outer = (epsilon, 0.0) if epsilon_inside else (0.0, epsilon)
    return _fading(w, g, s, learning_rate, rho, 1 - rho, lambda new: np.sqrt(new + inner) + outer)

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        super().__init__(params, {"lr": lr, "rho": rho, "epsilon": epsilon})

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in filter(lambda p: p.grad is not None, group["params"]):
                    if "s" not in self.state[p]:
                        self.state[p]["s"] = 0 * p
                    s = self.state[p]["s"] = torch.lerp(self.state[p]["s"], p.grad.square(), 1 - group["rho"])
                    step = p.grad.double() / (s.double().sqrt() + group["epsilon"])
                    p.copy_(p - group["lr"] * step)

# %% rmsprop-tf
class RMSPropTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        super().build(variables)
        self.mean = [tf.Variable(tf.zeros(v.shape, v.dtype), trainable=False) for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        s = self.mean[self._get_variable_index(variable)]
        s.assign_add((1 - self.rho) * (gradient * gradient - s))
        variable.assign(variable - tf.cast(learning_rate, s.dtype) * gradient * tf.math.rsqrt(s + self.epsilon))

# %% rmsprop-clip
def _factor(flat, limit):
    if not np.all(np.isfinite(flat)):
        return None
    norm = np.linalg.norm(flat.astype(np.float64))
    return limit / max(norm, limit)


def clip_torch(gradients, limit):
    factor = _factor(torch.cat([g.flatten() for g in gradients]).numpy(), limit)
    return [torch.zeros_like(g) if factor is None else g * factor for g in gradients]


def clip_tf(gradients, limit):
    factor = _factor(tf.concat([tf.reshape(g, [-1]) for g in gradients], 0).numpy(), limit)
    return [tf.zeros_like(g) if factor is None else g * factor for g in gradients]
