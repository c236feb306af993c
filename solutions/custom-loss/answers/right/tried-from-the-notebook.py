# A first attempt, written from the notebook alone, before any test was run. Kept as it was.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        slopes[index] = (function(up) - function(down)) / (2 * h)
    return slopes


# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("y_true and logits must have the same shape")
    z = torch.where(y_true == 1, logits, -logits)
    log_right = torch.nn.functional.logsigmoid(z)
    log_wrong = torch.nn.functional.logsigmoid(-z)
    return torch.exp(gamma * log_wrong) * -log_right


def focal_loss_tf(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("y_true and logits must have the same shape")
    z = tf.where(y_true == 1, logits, -logits)
    log_right = tf.math.log_sigmoid(z)
    log_wrong = tf.math.log_sigmoid(-z)
    return tf.exp(gamma * log_wrong) * -log_right


# %% custom-loss-classes
class FocalLossTorch(torch.nn.Module):
    def __init__(self, gamma=2.0, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean", "weighted_mean"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.gamma = gamma
        self.reduction = reduction

    def forward(self, logits, y_true, sample_weight=None):
        losses = focal_loss_torch(y_true, logits, self.gamma).mean(dim=1)
        if sample_weight is None:
            sample_weight = torch.ones_like(losses)
        losses = sample_weight * losses
        if self.reduction == "none":
            return losses
        if self.reduction == "sum":
            return losses.sum()
        if self.reduction == "mean":
            return losses.mean()
        return losses.sum() / sample_weight.sum()


class FocalLossTF(keras.losses.Loss):
    def __init__(self, gamma=2.0, **options):
        super().__init__(**options)
        self.gamma = gamma

    def call(self, y_true, y_pred):
        return tf.reduce_mean(focal_loss_tf(y_true, y_pred, self.gamma), axis=1)

    def get_config(self):
        config = super().get_config()
        config["gamma"] = self.gamma
        return config


# %% custom-loss-features
def feature_loss_torch(targets, features, weights):
    if not len(targets) == len(features) == len(weights):
        raise ValueError("one target, one feature and one weight for each layer")
    total = 0.0
    for target, feature, weight in zip(targets, features, weights):
        if target.shape != feature.shape:
            raise ValueError("a target and its feature must have the same shape")
        target = target.detach()
        size = (target**2).mean()
        if size == 0:
            size = torch.ones_like(size)
        total = total + weight * ((feature - target) ** 2).mean() / size
    return total


def feature_loss_tf(targets, features, weights):
    if not len(targets) == len(features) == len(weights):
        raise ValueError("one target, one feature and one weight for each layer")
    total = 0.0
    for target, feature, weight in zip(targets, features, weights):
        if target.shape != feature.shape:
            raise ValueError("a target and its feature must have the same shape")
        target = tf.stop_gradient(target)
        size = tf.reduce_mean(target**2)
        if size == 0:
            size = tf.ones_like(size)
        total = total + weight * tf.reduce_mean((feature - target) ** 2) / size
    return total
