# A slope given by hand, a mirror instead of two cases, einsum, and a model that grows by one column.

# %% binary-cross-entropy-logits
class _Entry(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y_true, logits):
        ctx.save_for_backward(y_true, logits)
        return torch.clamp(logits, min=0) - y_true * logits + torch.log1p(torch.exp(-torch.abs(logits)))

    @staticmethod
    def backward(ctx, slope):
        y_true, logits = ctx.saved_tensors
        return None, slope * (torch.sigmoid(logits) - y_true)


def bce_from_logits_torch(y_true, logits, reduction="mean"):
    losses = _Entry.apply(y_true, logits)
    count = losses.numel() if losses.numel() else 1
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / count}[reduction]


@tf.custom_gradient
def _entry(y_true, logits):
    losses = tf.maximum(logits, 0) - y_true * logits + tf.math.log1p(tf.exp(-tf.abs(logits)))
    return losses, lambda slope: (None, slope * (tf.sigmoid(logits) - y_true))


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    losses = _entry(y_true, logits)
    count = losses.shape.num_elements() or 1
    return {"none": losses, "sum": tf.reduce_sum(losses), "mean": tf.reduce_sum(losses) / count}[reduction]

# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    mirrored = torch.cat([y_true * torch.tensor(pos_weight, dtype=logits.dtype), 1 - y_true])
    losses = bce_from_logits_torch(torch.ones_like(mirrored), torch.cat([logits, -logits]), "none")
    return torch.einsum("i,i->", mirrored.flatten(), losses.flatten()) / max(1, logits.numel())


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    mirrored = tf.concat([y_true * tf.constant(pos_weight, logits.dtype), 1 - y_true], axis=0)
    losses = bce_from_logits_tf(tf.ones_like(mirrored), tf.concat([logits, -logits], axis=0), "none")
    return tf.tensordot(tf.reshape(mirrored, [-1]), tf.reshape(losses, [-1]), 1) / max(1, len(tf.reshape(logits, [-1])))

# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    p = (1 + np.tanh(logits / 2)) / 2
    q = np.array(pos_weight, logits.dtype)
    return np.divide(p * (1 + (q - 1) * y_true) - q * y_true, max(1, logits.size))

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    table = np.concatenate([x, np.ones((len(x), 1), x.dtype)], axis=1)
    theta = np.zeros((table.shape[1], 1), x.dtype)
    for _ in range(steps):
        slope = bce_gradient(y_true.reshape(-1, 1), table @ theta, pos_weight)
        theta = theta - learning_rate * np.einsum("nd,nk->dk", table, slope)
    return theta[:, 0]

# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    log_q = torch.tensor(np.log(pos_weight), dtype=logits.dtype)
    return (1 + torch.tanh((logits - log_q) / 2)) / 2


def honest_probability_tf(logits, pos_weight):
    log_q = tf.constant(np.log(pos_weight), dtype=logits.dtype)
    return tf.nn.sigmoid(logits - log_q)
