# Two permutations, one for x and one for y.

# %% momentum-batches
def minibatches(x, y, batch_size, seed, drop_last=False):
    rng = np.random.default_rng(seed)
    x, y = x[rng.permutation(len(x))], y[rng.permutation(len(y))]
    end = len(x) - len(x) % batch_size if drop_last else len(x)
    return [(x[i:i + batch_size], y[i:i + batch_size]) for i in range(0, end, batch_size)]
