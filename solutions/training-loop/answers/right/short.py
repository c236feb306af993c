# Everything as short as it gets.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    modes = [part.training for part in model.modules()]
    model.eval()
    with torch.no_grad():
        rows = [
            (len(y), loss_fn(z, y).item(), (z.argmax(-1) == y).double().mean().item())
            for y, z in ((y, model(x)) for x, y in batches)
        ]
    for part, part.training in zip(model.modules(), modes):
        pass
    n, losses, shares = np.array(rows).T
    return float(n @ losses / n.sum()), float(n @ shares / n.sum())


def evaluate_tf(model, batches, loss_fn):
    rows = [
        (len(y), float(loss_fn(y, z)), np.mean(np.argmax(z, -1) == y.numpy()))
        for y, z in ((y, model(x, training=False)) for x, y in batches)
    ]
    n, losses, shares = np.array(rows).T
    return float(n @ losses / n.sum()), float(n @ shares / n.sum())


# %% training-loop-train
def train_epoch_torch(model, batches, loss_fn, optimizer):
    losses = []
    model.train()
    for x, y in batches:
        model.zero_grad()
        loss = loss_fn(model(x), y)
        if loss.isfinite():
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def train_epoch_tf(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        with tf.GradientTape(persistent=True) as tape:
            loss = loss_fn(y, model(x, training=True))
        if tf.math.is_finite(loss):
            optimizer.apply_gradients((tape.gradient(loss, w), w) for w in model.trainable_variables)
        losses.append(float(loss))
    return losses


# %% training-loop-early-stopping
class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.__dict__ |= dict(patience=patience, delta=min_delta, bad=0, n=0, best_epoch=None, best_loss=float("inf"))

    def update(self, loss):
        better = loss + self.delta < self.best_loss
        if better:
            self.best_epoch, self.best_loss = self.n, loss
        self.bad, self.n = 0 if better else self.bad + 1, self.n + 1
        return self.bad == self.patience


# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses = EarlyStopping(patience=patience), []
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        losses += [evaluate_torch(model, validation_batches, loss_fn)[0]]
        stop = stopping.update(losses[-1])
        if stopping.best_epoch == epoch:
            kept = {name: value.clone() for name, value in model.state_dict().items()}
        if stop:
            break
    with torch.no_grad():
        for name, value in model.state_dict().items():
            value.copy_(kept[name])
    return losses


def fit_tf(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, kept = EarlyStopping(patience=patience), [], model.get_weights()
    for epoch in range(epochs):
        train_epoch_tf(model, train_batches, loss_fn, optimizer)
        losses += [evaluate_tf(model, validation_batches, loss_fn)[0]]
        if (stop := stopping.update(losses[-1])) or stopping.best_epoch == epoch:
            kept = model.get_weights() if stopping.best_epoch == epoch else kept
        if stop:
            break
    model.set_weights(kept)
    return losses


# %% training-loop-accumulation
def accumulated_step_torch(model, micro_batches, loss_fn, optimizer):
    n, total = sum(len(y) for _, y in micro_batches), 0.0
    model.train().zero_grad()
    for x, y in micro_batches:
        part = loss_fn(model(x), y) * (len(y) / n)
        part.backward()
        total += part.item()
    optimizer.step()
    return total


def accumulated_step_tf(model, micro_batches, loss_fn, optimizer):
    n, total, grads = sum(len(y) for _, y in micro_batches), 0.0, []
    for x, y in micro_batches:
        with tf.GradientTape() as tape:
            part = loss_fn(y, model(x, training=True)) * (len(y) / n)
        grads.append(tape.gradient(part, model.trainable_variables))
        total += part.numpy().item()
    optimizer.apply_gradients(zip(map(tf.add_n, zip(*grads)), model.trainable_variables))
    return total
