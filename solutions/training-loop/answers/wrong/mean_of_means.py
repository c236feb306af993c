# The mean of the batches' means, as if all batches were of one size.

# %% training-loop-evaluate
def evaluate_torch(model, batches, loss_fn):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    total = correct = count = 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            total += loss_fn(logits, labels).item()
            correct += (logits.argmax(dim=1) == labels).float().mean().item()
            count += 1
    for part, mode in modes:
        part.training = mode
    return total / count, correct / count


def evaluate_tf(model, batches, loss_fn):
    total = correct = count = 0
    for inputs, labels in batches:
        logits = model(inputs, training=False)
        total += float(loss_fn(labels, logits))
        correct += np.mean(np.argmax(logits, axis=1) == labels)
        count += 1
    return total / count, correct / count
