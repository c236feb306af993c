# A small constant for constant columns.

# %% sick-run-leaks
def twins(train, held_out):
    return np.flatnonzero((held_out[:, None] == train).all(axis=2).any(axis=1))


def standardise(train, other):
    spread = train.std(axis=0) + 1e-8
    return (other - train.mean(axis=0)) / spread
