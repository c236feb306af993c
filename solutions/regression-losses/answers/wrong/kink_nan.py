# r / |r| is 0 / 0 where the prediction is exact.

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = residuals(y_true, y_pred)
    with np.errstate(invalid="ignore"):
        slopes = slopes / np.abs(slopes)
    return slopes / slopes.size if reduction == "mean" else slopes


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = 2 * residuals(y_true, y_pred)
    return slopes / slopes.size if reduction == "mean" else slopes
