# Python loops, entry by entry: slow, plain and right.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    flat = [float(value) for value in np.ravel(x)]
    slopes = []
    for place, value in enumerate(flat):
        both = []
        for moved in (value + h, value - h):
            entries = [*flat[:place], moved, *flat[place + 1 :]]
            both.append(function(np.array(entries, dtype=np.float64).reshape(np.shape(x))))
        slopes.append((both[0] - both[1]) / (2 * h))
    return np.array(slopes, dtype=np.float64).reshape(np.shape(x))

# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if tuple(y_true.shape) != tuple(logits.shape):
        raise ValueError("shapes differ")
    losses = []
    for y, z in zip(y_true.reshape(-1), logits.reshape(-1)):
        margin = z if y == 1 else -z
        log_p, log_rest = torch.nn.functional.logsigmoid(margin), torch.nn.functional.logsigmoid(-margin)
        losses.append(-torch.exp(gamma * log_rest) * log_p)
    return torch.stack(losses).reshape(logits.shape)


def focal_loss_tf(y_true, logits, gamma=2.0):
    if tuple(y_true.shape) != tuple(logits.shape):
        raise ValueError("shapes differ")
    losses = []
    for y, z in zip(tf.reshape(y_true, [-1]), tf.unstack(tf.reshape(logits, [-1]))):
        margin = z if y == 1 else -z
        losses.append(-tf.exp(gamma * tf.math.log_sigmoid(-margin)) * tf.math.log_sigmoid(margin))
    return tf.reshape(tf.stack(losses), logits.shape)

# %% custom-loss-classes
class FocalLossTorch(torch.nn.Module):
    def __init__(self, gamma=2.0, reduction="mean"):
        super().__init__()
        if reduction not in {"none", "sum", "mean", "weighted_mean"}:
            raise ValueError(reduction)
        self.gamma = gamma
        self.reduction = reduction

    def forward(self, logits, y_true, sample_weight=None):
        losses, total_weight = [], 0.0
        for i in range(len(logits)):
            weight = 1.0 if sample_weight is None else sample_weight[i]
            losses.append(weight * focal_loss_torch(y_true[i], logits[i], self.gamma).mean())
            total_weight = total_weight + weight
        if self.reduction == "none":
            return torch.stack(losses)
        if self.reduction == "sum":
            return sum(losses)
        if self.reduction == "mean":
            return sum(losses) / len(losses)
        return sum(losses) / total_weight


class FocalLossTF(keras.losses.Loss):
    def __init__(self, gamma=2.0, **options):
        super().__init__(**options)
        self.gamma = gamma

    def call(self, y_true, y_pred):
        rows = focal_loss_tf(y_true, y_pred, self.gamma)
        return tf.stack([tf.reduce_mean(row) for row in tf.unstack(rows)])

    def get_config(self):
        config = super().get_config()
        config["gamma"] = self.gamma
        return config

# %% custom-loss-features
def feature_loss_torch(targets, features, weights):
    if len(targets) != len(features):
        raise ValueError("another number of layers")
    terms = []
    for i in range(len(targets)):
        if targets[i].shape != features[i].shape:
            raise ValueError(f"layer {i} has another shape")
        with torch.no_grad():
            wanted = targets[i] * 1
            size = wanted.pow(2).mean().item()
        terms.append(weights[i] * (features[i] - wanted).pow(2).mean() / (size if size else 1.0))
    return sum(terms)


def feature_loss_tf(targets, features, weights):
    if len(targets) != len(features):
        raise ValueError("another number of layers")
    terms = []
    for i in range(len(targets)):
        if targets[i].shape != features[i].shape:
            raise ValueError(f"layer {i} has another shape")
        wanted = tf.stop_gradient(targets[i])
        size = float(tf.reduce_mean(wanted**2))
        terms.append(weights[i] * tf.reduce_mean((features[i] - wanted) ** 2) / (size if size else 1.0))
    return tf.add_n(terms)
