# A new dictionary with the old tensors.

# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best = EarlyStopping(patience), [], dict(model.state_dict())
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_torch(model, validation_batches, loss_fn)[0])
        stop = stopping.update(losses[-1])
        if stopping.best_epoch == epoch:
            best = dict(model.state_dict())
        if stop:
            break
    model.load_state_dict(best)
    return losses


def fit_tf(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best = EarlyStopping(patience), [], model.get_weights()
    for epoch in range(epochs):
        train_epoch_tf(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_tf(model, validation_batches, loss_fn)[0])
        stop = stopping.update(losses[-1])
        if stopping.best_epoch == epoch:
            best = model.get_weights()
        if stop:
            break
    model.set_weights(best)
    return losses
