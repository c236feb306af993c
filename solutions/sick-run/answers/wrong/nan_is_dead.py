# Not above 0 for 0 or below.

# %% sick-run-health
def dead_share_torch(z):
    return (~(z > 0)).all(dim=0).to(z.dtype).mean()


def dead_share_tf(z):
    return tf.reduce_mean(tf.cast(tf.reduce_all(tf.logical_not(z > 0), axis=0), z.dtype))


def update_ratio_torch(before, after):
    moved = (after - before).square().sum().sqrt()
    return torch.where(moved == 0, moved, moved / before.square().sum().sqrt())


def update_ratio_tf(before, after):
    moved = tf.norm(after - before)
    return tf.where(moved == 0, moved, moved / tf.norm(before))
