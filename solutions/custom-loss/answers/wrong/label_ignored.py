# As if every label were 1.

# %% custom-loss-focal
def focal_loss_torch(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("labels and logits differ in shape")
    margin = logits
    softplus = torch.nn.functional.softplus
    return torch.exp(-gamma * softplus(margin)) * softplus(-margin)


def focal_loss_tf(y_true, logits, gamma=2.0):
    if y_true.shape != logits.shape:
        raise ValueError("labels and logits differ in shape")
    margin = (2 * y_true - 1) * logits
    softplus = tf.math.softplus
    return tf.exp(-gamma * softplus(margin)) * softplus(-margin)
