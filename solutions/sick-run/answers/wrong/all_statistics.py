# Scales by the statistics of everything.

# %% sick-run-leaks
def twins(train, held_out):
    return np.flatnonzero((held_out[:, None] == train).all(axis=2).any(axis=1))


def standardise(train, other):
    train = np.concatenate([train, other])
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (other - train.mean(axis=0)) / spread
