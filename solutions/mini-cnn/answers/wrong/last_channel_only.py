# Keeps only the last channel instead of adding all.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    patches = np.lib.stride_tricks.sliding_window_view(images, kernels.shape[2:], axis=(2, 3))
    return np.einsum("nijuv,ouv->noij", patches[:, -1], kernels[:, -1]) + bias[:, None, None]
