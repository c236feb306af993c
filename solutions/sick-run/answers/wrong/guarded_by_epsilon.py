# A small constant below the line.

# %% sick-run-health
def dead_share_torch(z):
    return (z <= 0).all(dim=0).to(z.dtype).mean()


def dead_share_tf(z):
    return tf.reduce_mean(tf.cast(tf.reduce_all(z <= 0, axis=0), z.dtype))


def update_ratio_torch(before, after):
    moved = (after - before).square().sum().sqrt()
    return moved / (before.square().sum().sqrt() + 1e-8)


def update_ratio_tf(before, after):
    moved = tf.norm(after - before)
    return moved / (tf.norm(before) + 1e-8)
