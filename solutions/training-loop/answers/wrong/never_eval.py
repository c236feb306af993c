# Evaluated with dropout on.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    modes = [(part, part.training) for part in model.modules()]
    model.train()
    total = correct = count = 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            total += len(labels) * loss_fn(logits, labels).item()
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    for part, mode in modes:
        part.training = mode
    return total / count, correct / count


def evaluate_tf(model, batches, loss_fn):
    total = correct = count = 0
    for inputs, labels in batches:
        logits = model(inputs, training=False)
        total += len(labels) * float(loss_fn(labels, logits))
        correct += np.sum(np.argmax(logits, axis=1) == labels)
        count += len(labels)
    return total / count, correct / count
