# A missing gradient is forgotten.

# %% adam-torch
class AdamTorch(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta_1, beta_2 = group["betas"]
            for w in group["params"]:
                kept = self.state[w]
                t = kept["t"] = kept.get("t", 0) + 1
                m = kept["m"] = beta_1 * kept.get("m", 0) + (1 - beta_1) * w.grad
                v = kept["v"] = beta_2 * kept.get("v", 0) + (1 - beta_2) * w.grad**2
                root = torch.sqrt(v / (1 - beta_2**t)) + group["eps"]
                w -= group["lr"] * (m / (1 - beta_1**t)) / root
