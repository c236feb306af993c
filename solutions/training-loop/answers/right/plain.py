# Long-hand: lists of all examples' results, explicit loops, no helper of the library beyond the loop itself.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    before = {}
    for name, part in model.named_modules():
        before[name] = part.training
        part.training = False
    sizes, losses, hits = [], [], []
    for inputs, labels in batches:
        with torch.inference_mode():
            logits = model(inputs)
            loss = loss_fn(logits, labels)
        sizes.append(labels.shape[0])
        losses.append(float(loss))
        for row, label in zip(logits.tolist(), labels.tolist()):
            hits.append(row.index(max(row)) == label)
    for name, part in model.named_modules():
        part.training = before[name]
    return float(np.average(losses, weights=sizes)), sum(hits) / len(hits)


def evaluate_tf(model, batches, loss_fn):
    sizes, losses, hits = [], [], []
    for inputs, labels in batches:
        logits = model(inputs)
        sizes.append(int(labels.shape[0]))
        losses.append(loss_fn(labels, logits).numpy().item())
        for row, label in zip(logits.numpy().tolist(), labels.numpy().tolist()):
            hits.append(row.index(max(row)) == label)
    return sum(n * loss for n, loss in zip(sizes, losses)) / sum(sizes), sum(hits) / len(hits)


# %% training-loop-train
def train_epoch_torch(model, batches, loss_fn, optimizer):
    model.train(True)
    history = []
    for inputs, labels in batches:
        loss = loss_fn(model(inputs), labels)
        history += [loss.detach().item()]
        if torch.isnan(loss) or torch.isinf(loss):
            continue
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    return history


def train_epoch_tf(model, batches, loss_fn, optimizer):
    history = []
    for inputs, labels in batches:
        with tf.GradientTape() as tape:
            outputs = model(inputs, training=True)
            loss = loss_fn(labels, outputs)
        history += [loss.numpy().item()]
        if not bool(tf.math.is_finite(loss)):
            continue
        slopes = tape.gradient(loss, model.trainable_weights)
        optimizer.apply(slopes, model.trainable_weights)
    return history


# %% training-loop-early-stopping
class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.losses = []
        self.best_epoch = None
        self.best_loss = float("inf")

    def update(self, loss):
        self.losses.append(loss)
        if loss < self.best_loss - self.min_delta:
            self.best_epoch = len(self.losses) - 1
            self.best_loss = loss
        since = len(self.losses) if self.best_epoch is None else len(self.losses) - 1 - self.best_epoch
        return since >= self.patience


# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, snapshots = EarlyStopping(patience), [], []
    snapshots.append({name: tensor.clone() for name, tensor in model.state_dict().items()})
    while len(losses) < epochs:
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        snapshots.append({name: tensor.clone() for name, tensor in model.state_dict().items()})
        loss, _ = evaluate_torch(model, validation_batches, loss_fn)
        losses.append(loss)
        if stopping.update(loss):
            break
    best = -1 if stopping.best_epoch is None else stopping.best_epoch
    model.load_state_dict(snapshots[best + 1])
    return losses


def fit_tf(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, snapshots = EarlyStopping(patience), [], [[w.numpy() for w in model.weights]]
    while len(losses) < epochs:
        train_epoch_tf(model, train_batches, loss_fn, optimizer)
        snapshots.append([w.numpy() for w in model.weights])
        loss, _ = evaluate_tf(model, validation_batches, loss_fn)
        losses.append(loss)
        if stopping.update(loss):
            break
    best = -1 if stopping.best_epoch is None else stopping.best_epoch
    for weight, value in zip(model.weights, snapshots[best + 1]):
        weight.assign(value)
    return losses


# %% training-loop-accumulation
def accumulated_step_torch(model, micro_batches, loss_fn, optimizer):
    model.train()
    optimizer.zero_grad()
    count, total = 0, 0.0
    for inputs, labels in micro_batches:
        loss = len(labels) * loss_fn(model(inputs), labels)
        loss.backward()
        count += len(labels)
        total += loss.item()
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad /= count
    optimizer.step()
    return total / count


def accumulated_step_tf(model, micro_batches, loss_fn, optimizer):
    count, total, sums = 0, 0.0, None
    for inputs, labels in micro_batches:
        with tf.GradientTape() as tape:
            loss = len(labels) * loss_fn(labels, model(inputs, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        sums = grads if sums is None else [a + b for a, b in zip(sums, grads)]
        count += len(labels)
        total += float(loss)
    optimizer.apply_gradients([(g / count, w) for g, w in zip(sums, model.trainable_variables)])
    return total / count
