# A saddle gets rates like any valley.

# %% gradient-descent-rates
def learning_rates(A):
    curvatures = np.linalg.eigvalsh(A)
    steepest = curvatures[-1]
    flattest = min(curvatures, key=lambda each: (each <= 1e-6 * steepest, each))
    both = steepest + flattest
    return np.array([2 / steepest, 2 / both, (steepest - flattest) / both])
