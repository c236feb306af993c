# The decay after the step.

# %% weight-decay-sgdw
class SGDW(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for w in group["params"]:
                if w.grad is not None:
                    velocity = group["momentum"] * self.state[w].get("velocity", 0.0) + w.grad
                    self.state[w]["velocity"] = velocity
                    w.sub_(group["lr"] * velocity).mul_(1 - group["lr"] * group["weight_decay"])
