# The loss is weighted by size, the accuracy is not.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    total = count = 0
    shares = []
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            total += len(labels) * loss_fn(logits, labels).item()
            shares.append((logits.argmax(dim=1) == labels).float().mean().item())
            count += len(labels)
    for part, mode in modes:
        part.training = mode
    return total / count, sum(shares) / len(shares)


def evaluate_tf(model, batches, loss_fn):
    total = count = 0
    shares = []
    for inputs, labels in batches:
        logits = model(inputs, training=False)
        total += len(labels) * float(loss_fn(labels, logits))
        shares.append(np.mean(np.argmax(logits, axis=1) == labels))
        count += len(labels)
    return total / count, sum(shares) / len(shares)
