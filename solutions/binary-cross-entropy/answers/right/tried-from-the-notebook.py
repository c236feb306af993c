# Solved from the notebook alone: |z| also gives the ramp, (z + |z|) / 2, whose slope at 0 is one half.
# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    size = logits.abs()
    each = (logits + size) / 2 - y_true * logits + torch.log1p(torch.exp(-size))
    if reduction == "none":
        return each
    if reduction == "sum":
        return each.sum()
    return each.sum() / max(each.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    size = tf.abs(logits)
    each = (logits + size) / 2 - y_true * logits + tf.math.log1p(tf.exp(-size))
    if reduction == "none":
        return each
    if reduction == "sum":
        return tf.reduce_sum(each)
    return tf.reduce_sum(each) / tf.cast(tf.maximum(tf.size(each), 1), each.dtype)


# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    yes = bce_from_logits_torch(torch.ones_like(logits), logits, "none")
    no = bce_from_logits_torch(torch.zeros_like(logits), logits, "none")
    each = q * y_true * yes + (1 - y_true) * no
    return each.sum() / max(each.numel(), 1)


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    yes = bce_from_logits_tf(tf.ones_like(logits), logits, "none")
    no = bce_from_logits_tf(tf.zeros_like(logits), logits, "none")
    each = q * y_true * yes + (1 - y_true) * no
    return tf.reduce_sum(each) / tf.cast(tf.maximum(tf.size(each), 1), each.dtype)


# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    q = np.asarray(pos_weight, dtype=logits.dtype)
    e = np.exp(-np.abs(logits))
    large, small = 1 / (1 + e), e / (1 + e)
    p_yes = np.where(logits >= 0, large, small)
    p_no = np.where(logits >= 0, small, large)
    return ((1 - y_true) * p_yes - q * y_true * p_no) / max(logits.size, 1)


# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    y = y_true.reshape(-1)
    w, b = np.zeros(x.shape[1], x.dtype), np.zeros(1, x.dtype)
    for _ in range(steps):
        slope = bce_gradient(y, x @ w + b, pos_weight)
        w = w - learning_rate * (x.T @ slope)
        b = b - learning_rate * slope.sum()
    return np.concatenate([w, b])


# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    return torch.sigmoid(logits - torch.log(q))


def honest_probability_tf(logits, pos_weight):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    return tf.sigmoid(logits - tf.math.log(q))
