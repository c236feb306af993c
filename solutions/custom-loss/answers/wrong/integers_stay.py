# Copies x in its own dtype.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    centre = x.copy()
    slopes = np.zeros_like(centre)
    for index in np.ndindex(centre.shape):
        nudge = np.zeros_like(centre)
        nudge[index] = h
        slopes[index] = (function(centre + nudge) - function(centre - nudge)) / (2 * h)
    return slopes
