# A student's answers, written from the notebook alone.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            total += loss_fn(logits, labels).item() * len(labels)
            right += (logits.argmax(1) == labels).sum().item()
            count += len(labels)
    for part, mode in modes:
        part.training = mode
    return total / count, right / count


def evaluate_tf(model, batches, loss_fn):
    total, right, count = 0.0, 0, 0
    for inputs, labels in batches:
        logits = model(inputs, training=False)
        total += float(loss_fn(labels, logits)) * len(labels)
        right += int(np.sum(np.argmax(logits, axis=1) == labels.numpy()))
        count += len(labels)
    return total / count, right / count


# %% training-loop-train
def train_epoch_torch(model, batches, loss_fn, optimizer):
    model.train()
    losses = []
    for inputs, labels in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        losses.append(loss.item())
        if np.isfinite(losses[-1]):
            loss.backward()
            optimizer.step()
    return losses


def train_epoch_tf(model, batches, loss_fn, optimizer):
    losses = []
    weights = model.trainable_variables
    for inputs, labels in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True))
        losses.append(float(loss))
        if np.isfinite(losses[-1]):
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return losses


# %% training-loop-early-stopping
class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_epoch = None
        self.best_loss = np.inf
        self.epoch = 0
        self.waited = 0

    def update(self, loss):
        if np.isfinite(loss) and self.best_loss - loss > self.min_delta:
            self.best_epoch = self.epoch
            self.best_loss = loss
            self.waited = 0
        else:
            self.waited += 1
        self.epoch += 1
        return self.waited >= self.patience


# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping = EarlyStopping(patience)
    kept = copy.deepcopy(model.state_dict())
    losses = []
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        loss, _ = evaluate_torch(model, validation_batches, loss_fn)
        losses.append(loss)
        stop = stopping.update(loss)
        if stopping.best_epoch == epoch:
            kept = copy.deepcopy(model.state_dict())
        if stop:
            break
    model.load_state_dict(kept)
    return losses


def fit_tf(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping = EarlyStopping(patience)
    kept = model.get_weights()
    losses = []
    for epoch in range(epochs):
        train_epoch_tf(model, train_batches, loss_fn, optimizer)
        loss, _ = evaluate_tf(model, validation_batches, loss_fn)
        losses.append(loss)
        stop = stopping.update(loss)
        if stopping.best_epoch == epoch:
            kept = model.get_weights()
        if stop:
            break
    model.set_weights(kept)
    return losses


# %% training-loop-accumulation
def accumulated_step_torch(model, micro_batches, loss_fn, optimizer):
    model.train()
    optimizer.zero_grad()
    n = sum(len(labels) for _, labels in micro_batches)
    total = 0.0
    for inputs, labels in micro_batches:
        loss = loss_fn(model(inputs), labels) * (len(labels) / n)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def accumulated_step_tf(model, micro_batches, loss_fn, optimizer):
    n = sum(len(labels) for _, labels in micro_batches)
    total, sums = 0.0, None
    weights = model.trainable_variables
    for inputs, labels in micro_batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True)) * (len(labels) / n)
        grads = tape.gradient(loss, weights)
        sums = grads if sums is None else [s + g for s, g in zip(sums, grads)]
        total += float(loss)
    optimizer.apply_gradients(zip(sums, weights))
    return total
