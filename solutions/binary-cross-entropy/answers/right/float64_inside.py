# Computes in float64 and gives back the inputs' dtype; each label's own side of one softplus, with helpers.

# %% binary-cross-entropy-logits
def _softplus_torch(z):
    return torch.maximum(z, torch.zeros_like(z)) + torch.log1p(torch.exp(-z.abs()))


def bce_from_logits_torch(y_true, logits, reduction="mean"):
    y, z = y_true.double(), logits.double()
    losses = (y * _softplus_torch(-z) + (1 - y) * _softplus_torch(z)).to(logits.dtype)
    if reduction == "mean":
        return losses.mean() if losses.numel() else losses.sum()
    return losses.sum() if reduction == "sum" else losses


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    z = tf.cast(logits, tf.float64)
    y = tf.cast(y_true, tf.float64)
    ramp = tf.where(z > 0, (1 - y) * z, -y * z)
    decay = tf.where(z > 0, -z, z)
    losses = tf.cast(ramp + tf.math.log1p(tf.exp(decay)), logits.dtype)
    if reduction == "none":
        return losses
    if reduction == "mean" and losses.shape.num_elements():
        return tf.reduce_mean(losses)
    return tf.reduce_sum(losses)

# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    y, z, q = y_true.double(), logits.double(), torch.as_tensor(pos_weight, dtype=torch.float64)
    each = torch.lerp(bce_from_logits_torch(0 * y, z, "none"), q * bce_from_logits_torch(0 * y + 1, z, "none"), y)
    return (each.sum() / (each.numel() or 1)).to(logits.dtype)


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    y, z, q = tf.cast(y_true, tf.float64), tf.cast(logits, tf.float64), tf.constant(pos_weight, tf.float64)
    each = bce_from_logits_tf(y, z, "none") + (q - 1) * y * bce_from_logits_tf(tf.ones_like(y), z, "none")
    return tf.cast(tf.reduce_sum(each) / (tf.size(each).numpy() or 1), logits.dtype)

# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    y, z = y_true.astype(float), logits.astype(float)
    p = np.exp(-np.logaddexp(0, -z))
    slope = p - y + y * (1 - np.asarray(pos_weight)) * (1 - p)
    return (slope / (z.size or 1)).astype(logits.dtype)

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    y, wide = y_true.ravel().astype(float), x.astype(float)
    w, b = np.zeros(x.shape[1]), 0.0
    while steps > 0:
        slope = bce_gradient(y, wide @ w + b, pos_weight)
        w, b = w - learning_rate * slope @ wide, b - learning_rate * slope.sum()
        steps -= 1
    return np.append(w, b).astype(x.dtype)

# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    q = torch.as_tensor(pos_weight, dtype=torch.float64)
    return torch.special.expit(logits.double() - q.log()).to(logits.dtype)


def honest_probability_tf(logits, pos_weight):
    z = tf.cast(logits, tf.float64)
    return tf.cast(tf.math.sigmoid(z - np.log(pos_weight)), logits.dtype)
