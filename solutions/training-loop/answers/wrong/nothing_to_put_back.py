# If no epoch was a best one, the spoiled weights stay.

# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best = EarlyStopping(patience), [], None
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_torch(model, validation_batches, loss_fn)[0])
        stop = stopping.update(losses[-1])
        if stopping.best_epoch == epoch:
            best = copy.deepcopy(model.state_dict())
        if stop:
            break
    if best is not None:
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
