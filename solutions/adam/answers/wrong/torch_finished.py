# The finished optimizer under another name.

# %% adam-torch
class AdamTorch(torch.optim.Adam):
    pass
