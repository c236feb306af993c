# Each twin only once.

# %% sick-run-leaks
def twins(train, held_out):
    places = np.flatnonzero((held_out[:, None] == train).all(axis=2).any(axis=1))
    return np.sort(places[np.unique(held_out[places], axis=0, return_index=True)[1]])


def standardise(train, other):
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (other - train.mean(axis=0)) / spread
