# np.array_split takes the number of parts, not their size.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    order = np.random.default_rng(seed).permutation(len(x))
    parts = np.array_split(order, batch_size)
    return [(x[rows], y[rows]) for rows in parts if len(rows) == batch_size or not drop_last]
