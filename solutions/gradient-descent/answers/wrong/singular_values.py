# Singular values have lost the sign.

# %% gradient-descent-rates
def learning_rates(A):
    curvatures = np.linalg.svd(A)[1][::-1]
    steepest = curvatures[-1]
    if steepest <= 0 or curvatures[0] < -1e-6 * steepest:
        raise ValueError("not a valley: some direction falls away for ever, or all are flat")
    flattest = curvatures[curvatures > 1e-6 * steepest][0]
    both = steepest + flattest
    return np.array([2 / steepest, 2 / both, (steepest - flattest) / both])
