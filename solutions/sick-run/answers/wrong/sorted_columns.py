# Compares rows as bags of numbers.

# %% sick-run-leaks
def twins(train, held_out):
    return np.flatnonzero((np.sort(held_out)[:, None] == np.sort(train)).all(axis=2).any(axis=1))


def standardise(train, other):
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (other - train.mean(axis=0)) / spread
