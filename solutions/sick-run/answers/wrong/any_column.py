# One equal column is enough.

# %% sick-run-leaks
def twins(train, held_out):
    return np.flatnonzero((held_out[:, None] == train).any(axis=2).any(axis=1))


def standardise(train, other):
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (other - train.mean(axis=0)) / spread
