# min_delta is kept and never used.

# %% training-loop-early-stopping
class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_epoch, self.best_loss = None, np.inf
        self.epoch, self.waited = 0, 0

    def update(self, loss):
        if self.best_loss - loss > 0:
            self.best_epoch, self.best_loss, self.waited = self.epoch, loss, 0
        else:
            self.waited += 1
        self.epoch += 1
        return self.waited >= self.patience
