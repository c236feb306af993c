# With drop_last leaves out the last batch even if it is full.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    order = np.random.default_rng(seed).permutation(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        rows = order[start:start + batch_size]
        if len(rows):
            batches.append((x[rows], y[rows]))
    return batches[:-1] if drop_last else batches
