# Hands the same array to every call.

# %% custom-loss-nudges
def nudged_gradient(function, x, h=1e-5):
    centre = np.array(x, dtype=np.float64)
    slopes = np.zeros_like(centre)
    for index in np.ndindex(centre.shape):
        kept = centre[index]
        centre[index] = kept + h
        up = function(centre)
        centre[index] = kept - h
        down = function(centre)
        centre[index] = kept
        slopes[index] = (up - down) / (2 * h)
    return slopes
