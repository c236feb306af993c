# Compares with the epoch before, not with the best.

# %% training-loop-early-stopping
class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_epoch, self.best_loss = None, np.inf
        self.epoch, self.waited, self.last = 0, 0, np.inf

    def update(self, loss):
        better = self.last - loss > self.min_delta
        self.last = loss
        if better:
            self.best_epoch, self.best_loss, self.waited = self.epoch, loss, 0
        else:
            self.waited += 1
        self.epoch += 1
        return self.waited >= self.patience
