# Computes in float64 and converts back; the nudges as rows of a table.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    centre = np.asarray(x).astype(np.float64)
    table = h * np.eye(centre.size).reshape(centre.size, *centre.shape)
    slopes = [(function(centre + nudge) - function(centre - nudge)) / 2 / h for nudge in table]
    return np.reshape(slopes, centre.shape).astype(np.float64)

# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("shapes")
    wide = logits.double()
    margin = torch.where(y_true == 1, wide, -wide)
    entropy = torch.logaddexp(torch.zeros_like(margin), -margin)
    factor = torch.exp(-gamma * torch.logaddexp(torch.zeros_like(margin), margin))
    return (factor * entropy).to(logits.dtype)


def focal_loss_tf(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("shapes")
    wide = tf.cast(logits, tf.float64)
    margin = tf.where(y_true == 1, wide, -wide)
    factor = tf.exp(gamma * -tf.nn.softplus(margin))
    return tf.cast(factor * tf.nn.softplus(-margin), logits.dtype)

# %% custom-loss-classes
class FocalLossTorch(torch.nn.Module):
    REDUCTIONS = {
        "none": lambda losses, weights: losses,
        "sum": lambda losses, weights: losses.sum(),
        "mean": lambda losses, weights: losses.mean(),
        "weighted_mean": lambda losses, weights: losses.sum() / weights.sum(),
    }

    def __init__(self, gamma=2.0, reduction="mean"):
        super().__init__()
        try:
            self.reduce = self.REDUCTIONS[reduction]
        except KeyError:
            raise ValueError(f"no such reduction: {reduction}") from None
        self.gamma = gamma

    def forward(self, logits, y_true, sample_weight=None):
        losses = focal_loss_torch(y_true, logits, gamma=self.gamma).double().mean(-1)
        weights = torch.ones(len(losses)).double() if sample_weight is None else sample_weight.double()
        return self.reduce(losses * weights, weights).to(logits.dtype)


class FocalLossTF(keras.losses.Loss):
    def __init__(self, gamma=2.0, **options):
        super().__init__(**options)
        self.sharpness = gamma

    def call(self, y_true, y_pred):
        return keras.ops.mean(focal_loss_tf(y_true, y_pred, gamma=self.sharpness), axis=-1)

    def get_config(self):
        return dict(super().get_config(), gamma=self.sharpness)

# %% custom-loss-features
def feature_loss_torch(targets, features, weights):
    if len(targets) != len(features) or any(t.shape != f.shape for t, f in zip(targets, features)):
        raise ValueError("layers don't fit")
    total = torch.zeros((), dtype=torch.float64)
    for weight, target, feature in zip(weights, targets, features):
        target = target.detach().double()
        square = (target * target).mean()
        square = square if square != 0 else torch.ones_like(square)
        total = total + weight * torch.square(feature.double() - target).mean() / square
    return total.to(features[0].dtype)


def feature_loss_tf(targets, features, weights):
    if len(targets) != len(features) or any(t.shape != f.shape for t, f in zip(targets, features)):
        raise ValueError("layers don't fit")
    total = tf.zeros((), tf.float64)
    for weight, target, feature in zip(weights, targets, features):
        target = tf.cast(tf.stop_gradient(target), tf.float64)
        square = tf.reduce_mean(target * target)
        square = square if square != 0 else tf.ones_like(square)
        total += weight * tf.reduce_mean(tf.square(tf.cast(feature, tf.float64) - target)) / square
    return tf.cast(total, features[0].dtype)
