# Norms first, difference second.

# %% sick-run-health
def dead_share_torch(z):
    return (z <= 0).all(dim=0).to(z.dtype).mean()


def dead_share_tf(z):
    return tf.reduce_mean(tf.cast(tf.reduce_all(z <= 0, axis=0), z.dtype))


def update_ratio_torch(before, after):
    moved = (after.square().sum().sqrt() - before.square().sum().sqrt()).abs()
    return torch.where(moved == 0, moved, moved / before.square().sum().sqrt())


def update_ratio_tf(before, after):
    moved = tf.abs(tf.norm(after) - tf.norm(before))
    return tf.where(moved == 0, moved, moved / tf.norm(before))
