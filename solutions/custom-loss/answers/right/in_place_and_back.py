# Nudges its own copy in place; the two cases of the label side by side; reductions as an if-chain.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    own = np.array(x, dtype="float64")
    slopes = np.empty(own.shape)
    for place in np.ndindex(own.shape):
        up, down = own.copy(), own.copy()
        up[place] += h
        down[place] -= h
        slopes[place] = (float(function(up)) - float(function(down))) / (h + h)
    return slopes

# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if y_true.size() != logits.size():
        raise ValueError(f"{y_true.size()} and {logits.size()}")
    log_yes, log_no = torch.nn.functional.logsigmoid(logits), torch.nn.functional.logsigmoid(-logits)
    yes = -log_yes * torch.exp(gamma * log_no)
    no = -log_no * torch.exp(gamma * log_yes)
    return y_true * yes + (1 - y_true) * no


def focal_loss_tf(y_true, logits, gamma=2.0):
    if y_true.shape.as_list() != logits.shape.as_list():
        raise ValueError(f"{y_true.shape} and {logits.shape}")
    log_yes, log_no = tf.math.log_sigmoid(logits), tf.math.log_sigmoid(-logits)
    yes = -log_yes * tf.exp(gamma * log_no)
    no = -log_no * tf.exp(gamma * log_yes)
    return y_true * yes + (1 - y_true) * no

# %% custom-loss-classes
class FocalLossTorch(torch.nn.Module):
    def __init__(self, gamma=2.0, reduction="mean"):
        super().__init__()
        if reduction not in ["weighted_mean", "mean", "sum", "none"]:
            raise ValueError("reduction")
        self.settings = gamma, reduction

    def forward(self, logits, y_true, sample_weight=None):
        gamma, reduction = self.settings
        losses = torch.mean(focal_loss_torch(y_true, logits, gamma), 1)
        if sample_weight is None:
            sample_weight = torch.ones_like(losses)
        if reduction == "weighted_mean":
            return torch.dot(sample_weight, losses) / torch.sum(sample_weight)
        weighted = sample_weight * losses
        if reduction == "mean":
            return torch.mean(weighted)
        return torch.sum(weighted) if reduction == "sum" else weighted


class FocalLossTF(keras.losses.Loss):
    def __init__(self, gamma=2.0, **options):
        super().__init__(**options)
        self.gamma = gamma

    def call(self, y_true, y_pred):
        return tf.math.reduce_mean(focal_loss_tf(y_true, y_pred, self.gamma), 1)

    def get_config(self):
        return super().get_config() | {"gamma": self.gamma}

# %% custom-loss-features
def feature_loss_torch(targets, features, weights):
    if [list(t.shape) for t in targets] != [list(f.shape) for f in features]:
        raise ValueError
    total = 0.0
    for layer, weight in enumerate(weights):
        aim = targets[layer].detach()
        gap = features[layer] - aim
        scale = torch.mean(aim * aim)
        if scale == 0:
            scale = 1.0
        total += weight * torch.mean(gap * gap) / scale
    return total


def feature_loss_tf(targets, features, weights):
    if [list(t.shape) for t in targets] != [list(f.shape) for f in features]:
        raise ValueError
    total = 0.0
    for layer, weight in enumerate(weights):
        aim = tf.stop_gradient(targets[layer])
        gap = features[layer] - aim
        scale = tf.reduce_mean(aim * aim)
        if scale == 0:
            scale = 1.0
        total += weight * tf.reduce_mean(gap * gap) / scale
    return total
