# Keeps s in a dictionary of its own, which state_dict() doesn't know.

# %% rmsprop-torch
class RMSPropTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01, rho=0.99, epsilon=1e-8):
        self.squares = {}
        super().__init__(params, {"lr": lr, "rho": rho, "epsilon": epsilon})

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        s = self.squares.get(p, torch.zeros_like(p))
                        s = group["rho"] * s + (1 - group["rho"]) * p.grad**2
                        self.squares[p] = s
                        p.sub_(group["lr"] * p.grad / (torch.sqrt(s) + group["epsilon"]))
