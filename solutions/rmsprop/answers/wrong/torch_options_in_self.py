# Keeps the rate of the beginning.

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        self.lr = lr
        super().__init__(params, {"lr": lr, "rho": rho, "epsilon": epsilon})

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        s = self.state[p].get("square", torch.zeros_like(p))
                        s = group["rho"] * s + (1 - group["rho"]) * p.grad**2
                        self.state[p]["square"] = s
                        p.sub_(self.lr * p.grad / (torch.sqrt(s) + group["epsilon"]))
