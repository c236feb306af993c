# Never shuffles.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    order = np.arange(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        rows = order[start:start + batch_size]
        if len(rows) == batch_size or not drop_last:
            batches.append((x[rows], y[rows]))
    return batches
