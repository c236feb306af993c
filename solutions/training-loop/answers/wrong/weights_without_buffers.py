# Parameters are put back, buffers are not.

# %% training-loop-fit
def fit_torch(model, train_batches, validation_batches, loss_fn, optimizer, epochs, patience):
    stopping, losses, best = EarlyStopping(patience), [], [p.detach().clone() for p in model.parameters()]
    for epoch in range(epochs):
        train_epoch_torch(model, train_batches, loss_fn, optimizer)
        losses.append(evaluate_torch(model, validation_batches, loss_fn)[0])
        stop = stopping.update(losses[-1])
        if stopping.best_epoch == epoch:
            best = [p.detach().clone() for p in model.parameters()]
        if stop:
            break
    with torch.no_grad():
        for parameter, kept in zip(model.parameters(), best):
            parameter.copy_(kept)
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
