# Turns the kernel, as a mathematician's convolution does.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    patches = np.lib.stride_tricks.sliding_window_view(images, kernels.shape[2:], axis=(2, 3))
    return np.einsum("ncijuv,ocuv->noij", patches, kernels[:, :, ::-1, ::-1]) + bias[:, None, None]
