# Divides by the sum of the weights.

# %% custom-loss-features
def feature_loss_torch(targets, features, weights):
    if [target.shape for target in targets] != [feature.shape for feature in features]:
        raise ValueError("targets and features differ in number or shape")
    total = 0
    for target, feature, weight in zip(targets, features, weights):
        held = target.detach()
        size = (held**2).mean()
        total = total + weight * ((feature - held) ** 2).mean() / torch.where(size > 0, size, 1.0)
    return total / sum(weights)


def feature_loss_tf(targets, features, weights):
    if [target.shape for target in targets] != [feature.shape for feature in features]:
        raise ValueError("targets and features differ in number or shape")
    total = 0
    for target, feature, weight in zip(targets, features, weights):
        held = tf.stop_gradient(target)
        size = tf.reduce_mean(held**2)
        total = total + weight * tf.reduce_mean((feature - held) ** 2) / tf.where(size > 0, size, 1.0)
    return total
