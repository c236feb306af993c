# call applies weights that it doesn't have.

# %% custom-loss-classes
class FocalLossTorch(torch.nn.Module):

    def __init__(self, gamma=2.0, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean", "weighted_mean"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.gamma, self.reduction = gamma, reduction

    def forward(self, logits, y_true, sample_weight=None):
        losses = focal_loss_torch(y_true, logits, self.gamma).mean(dim=-1)
        weights = torch.ones_like(losses) if sample_weight is None else sample_weight
        if self.reduction == "none":
            return weights * losses
        divisor = {"sum": 1, "mean": len(losses), "weighted_mean": weights.sum()}
        return (weights * losses).sum() / divisor[self.reduction]


class FocalLossTF(keras.losses.Loss):

    def __init__(self, gamma=2.0, **options):
        super().__init__(**options)
        self.gamma = gamma

    def call(self, y_true, y_pred, sample_weight):
        return tf.reduce_mean(focal_loss_tf(y_true, y_pred, self.gamma), axis=-1)

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma}
