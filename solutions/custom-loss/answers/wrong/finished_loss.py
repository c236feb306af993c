# PyTorch's finished loss as a factor: right numbers, so it is flagged, not failed.

# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("labels and logits differ in shape")
    margin = (2 * y_true - 1) * logits
    softplus = torch.nn.functional.softplus
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, y_true, reduction="none")
    return torch.exp(-gamma * softplus(margin)) * entropy


def focal_loss_tf(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("labels and logits differ in shape")
    margin = (2 * y_true - 1) * logits
    softplus = tf.math.softplus
    return tf.exp(-gamma * softplus(margin)) * softplus(-margin)
