# The finished optimizer under another name.

# %% momentum-torch
class MomentumTorch(torch.optim.SGD):
    def __init__(self, params, lr, momentum=0.9, nesterov=False):
        super().__init__(params, lr=lr, momentum=momentum, nesterov=nesterov)
