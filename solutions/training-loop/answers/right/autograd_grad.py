# torch.autograd.grad in place of backward; context managers and helpers of the student's own.

# %% training-loop-evaluate
from contextlib import contextmanager


@contextmanager
def inference(model):
    modes = {part: part.training for part in model.modules()}
    try:
        yield model.eval()
    finally:
        for part in modes:
            part.train(modes[part]) if not list(part.children()) else setattr(part, "training", modes[part])


@torch.no_grad()
def evaluate_torch(model, batches, loss_fn):
    sums = np.zeros(3)
    with inference(model):
        for inputs, labels in batches:
            logits, n = model(inputs), len(labels)
            right = torch.sum(torch.max(logits, 1).indices == labels)
            sums += [n * loss_fn(logits, labels).item(), right.item(), n]
    return (sums[0] / sums[2]).item(), (sums[1] / sums[2]).item()


def evaluate_tf(model, batches, loss_fn):
    sums = np.zeros(3)
    for inputs, labels in batches:
        logits, n = model(inputs, training=False), len(labels)
        right = tf.math.count_nonzero(tf.argmax(logits, 1) == tf.cast(labels, tf.int64))
        sums += [n * loss_fn(labels, logits).numpy(), right.numpy(), n]
    return (sums[0] / sums[2]).item(), (sums[1] / sums[2]).item()


# %% training-loop-train
def train_epoch_torch(model, batches, loss_fn, optimizer):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]

    def one(inputs, labels):
        loss = loss_fn(model(inputs), labels)
        if np.isfinite(loss.item()):
            for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter.grad = grad
            optimizer.step()
        return loss.item()

    return [one(*batch) for batch in batches]


def train_epoch_tf(model, batches, loss_fn, optimizer):
    def one(inputs, labels):
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        if np.isfinite(loss.numpy()):
            optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return float(loss)

    return [one(*batch) for batch in batches]


# %% training-loop-early-stopping
import math


class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience, self.min_delta, self.left = patience, min_delta, patience
        self.best_epoch, self.best_loss, self.now = None, math.inf, -1

    def update(self, loss):
        self.now += 1
        self.left -= 1
        if math.isfinite(loss) and self.best_loss - loss > self.min_delta:
            self.best_epoch, self.best_loss, self.left = self.now, loss, self.patience
        return self.left == 0


# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best = EarlyStopping(patience), [], copy.deepcopy(model)
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_torch(model, validation_batches, loss_fn)[0])
        done = stopping.update(losses[-1])
        if len(losses) - 1 == stopping.best_epoch:
            best = copy.deepcopy(model)
        if done:
            break
    model.load_state_dict(best.state_dict())
    return losses


def fit_tf(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best, done = EarlyStopping(patience), [], model.get_weights(), False
    while not done and len(losses) < epochs:
        train_epoch_tf(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_tf(model, validation_batches, loss_fn)[0])
        done = stopping.update(losses[-1])
        best = model.get_weights() if len(losses) - 1 == stopping.best_epoch else best
    model.set_weights(best)
    return losses


# %% training-loop-accumulation
def accumulated_step_torch(model, micro_batches, loss_fn, optimizer):
    model.train()
    parameters = list(model.parameters())
    sizes = [len(labels) for _, labels in micro_batches]
    grads, total = [torch.zeros_like(p) for p in parameters], 0.0
    for share, (inputs, labels) in zip(np.divide(sizes, sum(sizes)), micro_batches):
        loss = loss_fn(model(inputs), labels)
        for grad, new in zip(grads, torch.autograd.grad(loss, parameters)):
            grad += float(share) * new
        total += float(share) * loss.item()
    for parameter, grad in zip(parameters, grads):
        parameter.grad = grad
    optimizer.step()
    return total


def accumulated_step_tf(model, micro_batches, loss_fn, optimizer):
    variables = model.trainable_variables
    sizes = [len(labels) for _, labels in micro_batches]
    grads, total = [tf.Variable(tf.zeros_like(v)) for v in variables], 0.0
    for share, (inputs, labels) in zip(np.divide(sizes, sum(sizes)), micro_batches):
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True))
        for grad, new in zip(grads, tape.gradient(loss, variables)):
            grad.assign_add(tf.cast(share, new.dtype) * new)
        total += float(share) * float(loss)
    optimizer.apply_gradients([(tf.convert_to_tensor(g), v) for g, v in zip(grads, variables)])
    return total
