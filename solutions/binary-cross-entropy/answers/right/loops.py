# Python loops over the entries, one case for each sign of the logit: slow, plain and right.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    losses = []
    for y, z in zip(y_true.reshape(-1), logits.reshape(-1)):
        if z > 0:
            losses.append((1 - y) * z + torch.log1p(torch.exp(-z)))
        else:
            losses.append(torch.log1p(torch.exp(z)) - y * z)
    if reduction == "none":
        return torch.stack(losses).reshape(logits.shape) if losses else logits * 1
    total = sum(losses, 0 * logits[:0].sum() if logits.ndim else logits.new_zeros(()))
    return total / len(losses) if reduction == "mean" and losses else total


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    losses = []
    labels, scores = tf.reshape(y_true, [-1]), tf.reshape(logits, [-1])
    for i in range(scores.shape[0]):
        y, z = labels[i], scores[i]
        if z > 0:
            losses.append((1 - y) * z + tf.math.log1p(tf.exp(-z)))
        else:
            losses.append(tf.math.log1p(tf.exp(z)) - y * z)
    if not losses:
        return logits * 1 if reduction == "none" else tf.reduce_sum(logits)
    if reduction == "none":
        return tf.reshape(tf.stack(losses), logits.shape)
    return tf.add_n(losses) / (len(losses) if reduction == "mean" else 1)

# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    columns = logits.shape[-1]
    q = pos_weight if isinstance(pos_weight, list) else [pos_weight] * columns
    total = 0 * logits[:0].sum()
    for i, (y, z) in enumerate(zip(y_true.reshape(-1), logits.reshape(-1))):
        yes = bce_from_logits_torch(torch.ones_like(z), z)
        no = bce_from_logits_torch(torch.zeros_like(z), z)
        total = total + q[i % columns] * y * yes + (1 - y) * no
    return total / max(logits.numel(), 1)


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    columns = logits.shape[-1]
    q = pos_weight if isinstance(pos_weight, list) else [pos_weight] * columns
    labels, scores = tf.reshape(y_true, [-1]), tf.reshape(logits, [-1])
    total = 0 * tf.reduce_sum(scores[:0])
    for i in range(len(scores)):
        y, z = labels[i], scores[i]
        yes, no = bce_from_logits_tf(tf.ones_like(z), z), bce_from_logits_tf(tf.zeros_like(z), z)
        total += q[i % columns] * y * yes + (1 - y) * no
    return total / max(len(scores), 1)

# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    q = np.broadcast_to(pos_weight, logits.shape)
    result = np.zeros(logits.shape, logits.dtype)
    for place in np.ndindex(logits.shape):
        z, y = float(logits[place]), float(y_true[place])
        p = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
        result[place] = ((1 - y) * p - q[place] * y * (1 - p)) / logits.size
    return result

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    labels = [float(np.squeeze(y)) for y in y_true]
    weights, bias = [0.0] * x.shape[1], 0.0
    for _ in range(steps):
        z = np.array([sum(w * value for w, value in zip(weights, row)) + bias for row in x.tolist()])
        slopes = bce_gradient(np.array(labels), z, pos_weight)
        weights = [w - learning_rate * sum(s * row[k] for s, row in zip(slopes, x.tolist())) for k, w in enumerate(weights)]
        bias -= learning_rate * sum(slopes)
    return np.array([*weights, bias], dtype=x.dtype)

# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    p = torch.sigmoid(logits)
    no = torch.sigmoid(-logits)
    return p / (p + q * no)


def honest_probability_tf(logits, pos_weight):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    p, no = tf.sigmoid(logits), tf.sigmoid(-logits)
    return p / (p + q * no)
