# Compares bytes.

# %% sick-run-leaks
def twins(train, held_out):
    return np.array(
        [i for i, row in enumerate(held_out) if row.tobytes() in {other.tobytes() for other in train}], dtype=int
    )


def standardise(train, other):
    spread = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (other - train.mean(axis=0)) / spread
