# Removes the NaN after the square: the value is right, the gradient is NaN.

# %% regression-losses-weights
def weighted_error_torch(y_true, y_pred, sample_weight=None, power=2):
    weight = torch.ones_like(y_pred[:, 0]) if sample_weight is None else sample_weight
    if y_true.shape != y_pred.shape or weight.shape != y_pred.shape[:1]:
        raise ValueError("y_true and y_pred must have one shape, and sample_weight one entry for each row")
    losses = ((y_pred - y_true).abs() ** power).mean(dim=1)
    losses = torch.where(weight > 0, losses * weight, torch.zeros_like(losses))
    total = losses.sum()
    return total / weight.sum() if weight.sum() > 0 else total


def weighted_error_tf(y_true, y_pred, sample_weight=None, power=2):
    weight = tf.ones_like(y_pred[:, 0]) if sample_weight is None else sample_weight
    if y_true.shape != y_pred.shape or weight.shape != y_pred.shape[:1]:
        raise ValueError("y_true and y_pred must have one shape, and sample_weight one entry for each row")
    counted = weight > 0
    losses = tf.reduce_mean(tf.abs(y_pred[counted] - y_true[counted]) ** power, axis=1)
    total = tf.reduce_sum(weight[counted] * losses)
    return total / tf.reduce_sum(weight) if len(losses) else total
