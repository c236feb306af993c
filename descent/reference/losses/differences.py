"""Where the frameworks differ in losses: the rows of `DIFFERENCES`."""

from descent.reference.differences import Difference, Side

DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        name="keras averages the last axis",
        says="Keras takes the mean over the last axis before it reduces, so a sum over a batch is a sum of means "
        "there, and one-dimensional input is averaged whatever the reduction. PyTorch reduces over all "
        "elements at once.",
        about="mean_squared_error",
        torch=Side("torch.nn.MSELoss(reduction='sum')(tensor([2, 3]), tensor([1, 0]))", "1 + 9"),
        keras=Side("keras.losses.MeanSquaredError(reduction='sum')(tensor([1, 0]), tensor([2, 3]))", "(1 + 9) / 2"),
    ),
    Difference(
        name="a column against a row",
        says="Predictions of shape (N, 1) against targets of shape (N,): PyTorch warns, then compares each with each; "
        "Keras squeezes the column first.",
        about="mean_squared_error",
        torch=Side("torch.nn.MSELoss()(tensor([[1], [2], [3]]), tensor([1, 2, 3]))", "12 / 9"),
        keras=Side("keras.losses.MeanSquaredError()(tensor([1, 2, 3]), tensor([[1], [2], [3]]))", "0.0"),
    ),
    Difference(
        name="an empty batch",
        says="The mean over no losses is NaN in PyTorch, as 0/0 is. Keras hands back an empty tensor.",
        about="mean_squared_error",
        torch=Side("torch.nn.MSELoss()(tensor([]), tensor([]))", "np.nan"),
        keras=Side("keras.losses.MeanSquaredError()(tf.zeros((0, 1)), tf.zeros((0, 1)))", "np.zeros(0)"),
    ),
    Difference(
        name="the gradient of a NaN",
        says="The gradient of the absolute error at a NaN is 0 in PyTorch, which hides it from the optimizer, and NaN "
        "in Keras.",
        about="mean_absolute_error",
        torch=Side("gradient(lambda p: torch.nn.L1Loss()(p, tensor([1])), [np.nan])", "[0.0]"),
        keras=Side("gradient(lambda p: keras.losses.MeanAbsoluteError()(tensor([1]), p), [np.nan])", "[np.nan]"),
    ),
    Difference(
        name="a loss's own dtype",
        says="Keras's loss classes convert to their own dtype, float32 unless they are told otherwise, and a "
        "difference of 1e-9 is lost. PyTorch computes in the dtype of its input.",
        about="mean_absolute_error",
        torch=Side(
            "torch.nn.L1Loss()(torch.from_numpy(np.array([1 + 1e-9])), torch.from_numpy(np.array([1.0])))", "1e-9"
        ),
        keras=Side("keras.losses.MeanAbsoluteError()(np.array([1.0]), np.array([1.0 + 1e-9]))", "0.0"),
    ),
    Difference(
        name="a kink made of a maximum",
        says="max(r, −r) is |r|. At r = 0 PyTorch shares the slope between the two, which gives 0; TensorFlow takes "
        "the first one's whole slope. Written as an absolute value it has a slope of 0 in both.",
        about="mean_absolute_error",
        torch=Side("gradient(lambda r: torch.maximum(r, -r), [0])", "[0.0]"),
        keras=Side("gradient(lambda r: tf.maximum(r, -r), [0])", "[1.0]"),
    ),
    Difference(
        name="the norm of no error",
        says="The length of a vector has no slope where all its entries are 0. PyTorch's norm gives 0 there, "
        "TensorFlow's NaN, which one exact prediction is enough to meet.",
        about="mean_squared_error",
        torch=Side("gradient(lambda r: torch.linalg.norm(r), [0, 0])", "[0.0, 0.0]"),
        keras=Side("gradient(lambda r: tf.norm(r), [0, 0])", "[np.nan, np.nan]"),
    ),
    Difference(
        name="a vector where a loss should be",
        says="A loss is one number. Asked for the gradient of two, PyTorch refuses; TensorFlow's tape adds them up.",
        about="mean_squared_error",
        torch=Side("refuses(lambda: torch.square(torch.ones(2, requires_grad=True)).backward())", "True"),
        keras=Side("refuses(lambda: gradient(tf.square, [1, 1]))", "False"),
    ),
    Difference(
        name="sample weights on one-dimensional input",
        says="Keras has averaged one-dimensional losses before the weights reach them, so each weight meets the same "
        "number. Give the arrays a last axis of length 1. Errors of 1 and 2, weights of 1 and 0:",
        about="mean_squared_error",
        torch=Side(
            "(tensor([1, 0]) * torch.nn.MSELoss(reduction='none')(tensor([1, 2]), tensor([0, 0]))).mean()",
            "(1 * 1 + 0 * 4) / 2",
        ),
        keras=Side(
            "keras.losses.MeanSquaredError()(tensor([0, 0]), tensor([1, 2]), tensor([1, 0]))",
            "(1 * 2.5 + 0 * 2.5) / 2",
        ),
    ),
    Difference(
        name="the certain wrong answer, binary",
        says="From a probability of exactly 0 for what happened, the loss is infinite. PyTorch holds the logarithm at "
        "−100; Keras holds the probability at its epsilon.",
        about="binary_cross_entropy",
        torch=Side("torch.nn.BCELoss()(tensor([0]), tensor([1]))", "100.0"),
        keras=Side("keras.losses.BinaryCrossentropy()(tensor([1]), tensor([0]))", "-np.log(1e-7)"),
    ),
    Difference(
        name="learning from the certain wrong answer, binary",
        says="At that same point PyTorch's gradient is huge, and Keras's is exactly 0: a clipped probability learns "
        "nothing. From logits both learn.",
        about="binary_cross_entropy",
        torch=Side("gradient(lambda p: torch.nn.BCELoss()(p, tensor([1])), [0])", "[-1e12]"),
        keras=Side("gradient(lambda p: keras.losses.BinaryCrossentropy()(tensor([1]), p), [0])", "[0.0]"),
    ),
    Difference(
        name="the certain right answer, binary",
        says="A probability of exactly 1 for what happened costs 0 in PyTorch, and a trace in Keras, which holds it at "
        "1 − epsilon in float32.",
        about="binary_cross_entropy",
        torch=Side("torch.nn.BCELoss()(tensor([1]), tensor([1]))", "0.0"),
        keras=Side("keras.losses.BinaryCrossentropy()(tensor([1]), tensor([1]))", "-np.log(np.float32(1 - 1e-7))"),
    ),
    Difference(
        name="integer labels, binary",
        says="PyTorch's binary losses refuse labels that are integers. Keras converts them.",
        about="binary_cross_entropy",
        torch=Side("refuses(lambda: torch.nn.BCELoss()(tensor([0.5]), labels([1])))", "True"),
        keras=Side("refuses(lambda: keras.losses.BinaryCrossentropy()(labels([1]), tensor([0.5])))", "False"),
    ),
    Difference(
        name="positive weights at a logit of 0",
        says="At a logit of exactly 0, where a net with zero weights starts, the gradient of a positive with weight q "
        "is −q/2, and PyTorch gives it. TensorFlow's weighted function gives 0: it sums two terms with a kink there, "
        "which cancel in the value but not in its derivative.",
        about="binary_cross_entropy_from_logits",
        torch=Side(
            "gradient(lambda x: torch.nn.BCEWithLogitsLoss(pos_weight=tensor(3))(x, tensor([1])), [0])",
            "binary_cross_entropy_from_logits_gradient([1], [0], pos_weight=3)",
        ),
        keras=Side("gradient(lambda x: tf.nn.weighted_cross_entropy_with_logits(tensor([1]), x, 3.0), [0])", "[0.0]"),
    ),
    Difference(
        name="negatives beside positive weights at a logit of 0",
        says="The same function is off at 0 for a negative too, twice over: 1 where the slope is ½.",
        about="binary_cross_entropy_from_logits",
        torch=Side(
            "gradient(lambda x: torch.nn.BCEWithLogitsLoss(pos_weight=tensor(3))(x, tensor([0])), [0])",
            "binary_cross_entropy_from_logits_gradient([0], [0], pos_weight=3)",
        ),
        keras=Side("gradient(lambda x: tf.nn.weighted_cross_entropy_with_logits(tensor([0]), x, 3.0), [0])", "[1.0]"),
    ),
    Difference(
        name="the certain wrong answer, by classes",
        says="From a probability of exactly 0 for the true class, PyTorch's loss is infinite. Keras holds the "
        "probability at its epsilon.",
        about="categorical_cross_entropy",
        torch=Side("torch.nn.NLLLoss()(tensor([[0, 1]]).log(), labels([0]))", "np.inf"),
        keras=Side("keras.losses.CategoricalCrossentropy()(tensor([[1, 0]]), tensor([[0, 1]]))", "-np.log(1e-7)"),
    ),
    Difference(
        name="probabilities that miss a sum of 1",
        says="Keras divides each row of probabilities by its sum first. PyTorch takes the logarithms that it is given.",
        about="categorical_cross_entropy",
        torch=Side("torch.nn.NLLLoss()(tensor([[0.6, 0.2, 0.1]]).log(), labels([0]))", "-np.log(0.6)"),
        keras=Side(
            "keras.losses.CategoricalCrossentropy()(tensor([[1, 0, 0]]), tensor([[0.6, 0.2, 0.1]]))",
            "-np.log(0.6 / 0.9)",
        ),
    ),
    Difference(
        name="the gradient in the probabilities",
        says="Because of that division, Keras's gradient in the probabilities has 1 added to every entry of a row. "
        "Through a softmax the two agree again, since a shift of all entries doesn't pass it.",
        about="categorical_cross_entropy",
        torch=Side(
            "gradient(lambda p: torch.nn.NLLLoss()(p.log(), labels([0])), [[0.75, 0.2, 0.05]])",
            "sparse_categorical_cross_entropy_gradient([0], [[0.75, 0.2, 0.05]])",
        ),
        keras=Side(
            "gradient(lambda p: keras.losses.SparseCategoricalCrossentropy()(labels([0]), p), [[0.75, 0.2, 0.05]])",
            "sparse_categorical_cross_entropy_gradient([0], [[0.75, 0.2, 0.05]]) + 1",
        ),
    ),
    Difference(
        name="what the default expects",
        says="PyTorch's CrossEntropyLoss always takes logits; Keras's classes take probabilities unless "
        "from_logits=True. Given logits by mistake, Keras's sparse loss clips them into (0, 1) and runs on.",
        about="sparse_categorical_cross_entropy_from_logits",
        torch=Side(
            "torch.nn.CrossEntropyLoss()(tensor([[2, 1, 0]]), labels([0]))",
            "sparse_categorical_cross_entropy_from_logits([0], [[2, 1, 0]])",
        ),
        keras=Side("keras.losses.SparseCategoricalCrossentropy()(labels([0]), tensor([[2, 1, 0]]))", "np.log(2)"),
    ),
    Difference(
        name="softmax twice",
        says="Given probabilities by mistake, PyTorch's CrossEntropyLoss takes the softmax of them once more and runs "
        "on; Keras's default is meant for them.",
        about="sparse_categorical_cross_entropy_from_logits",
        torch=Side(
            "torch.nn.CrossEntropyLoss()(tensor([[0.75, 0.2, 0.05]]), labels([0]))",
            "sparse_categorical_cross_entropy([0], [softmax([0.75, 0.2, 0.05])])",
        ),
        keras=Side(
            "keras.losses.SparseCategoricalCrossentropy()(labels([0]), tensor([[0.75, 0.2, 0.05]]))", "-np.log(0.75)"
        ),
    ),
    Difference(
        name="a loss from logits behind a softmax",
        says="Keras looks at where a loss's input comes from: behind its own softmax it goes back to the logits, "
        "warns, and computes what was meant. PyTorch takes the softmax of the softmax.",
        about="sparse_categorical_cross_entropy_from_logits",
        torch=Side(
            "torch.nn.CrossEntropyLoss()(torch.softmax(tensor([[2, 1, 0]]), 1), labels([0]))",
            "sparse_categorical_cross_entropy_from_logits([0], [softmax([2, 1, 0])])",
        ),
        keras=Side(
            "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
            "(labels([0]), keras.layers.Softmax()(tensor([[2, 1, 0]])))",
            "sparse_categorical_cross_entropy_from_logits([0], [[2, 1, 0]])",
        ),
    ),
    Difference(
        name="weighted mean",
        says="With class weights and integer labels, PyTorch's mean divides by the sum of the weights; with one-hot "
        "labels, and in Keras, by the number of rows. Two rows of even scores over two classes, weights 1 and 3:",
        about="sparse_categorical_cross_entropy_from_logits",
        torch=Side(
            "torch.nn.CrossEntropyLoss(weight=tensor([1, 3]))(tensor([[0, 0], [0, 0]]), labels([0, 1]))",
            "np.log(2) * (1 + 3) / (1 + 3)",
        ),
        keras=Side(
            "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
            "(labels([0, 1]), tensor([[0, 0], [0, 0]]), tensor([1, 3]))",
            "np.log(2) * (1 + 3) / 2",
        ),
    ),
    Difference(
        name="class weights on smoothed labels",
        says="PyTorch weighs each class's term of the smoothed sum; Keras's sample weight multiplies the whole row. "
        "Scores (1, 0), true class 0, smoothing 0.2, weights 1 and 3:",
        about="categorical_cross_entropy_from_logits",
        torch=Side(
            "torch.nn.CrossEntropyLoss(weight=tensor([1, 3]), label_smoothing=0.2)(tensor([[1, 0]]), tensor([[1, 0]]))",
            "-(1 * 0.9 * log_softmax([1, 0])[0] + 3 * 0.1 * log_softmax([1, 0])[1])",
        ),
        keras=Side(
            "keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2)"
            "(tensor([[1, 0]]), tensor([[1, 0]]), tensor([1]))",
            "-1 * (0.9 * log_softmax([1, 0])[0] + 0.1 * log_softmax([1, 0])[1])",
        ),
    ),
    Difference(
        name="rates or log rates",
        says="PyTorch's Poisson loss takes the logarithm of the rate unless log_input=False, Keras's takes the rate. "
        "A prediction of 1 for a count of 2:",
        about="poisson_nll",
        torch=Side("torch.nn.PoissonNLLLoss()(tensor([1]), tensor([2]))", "poisson_nll([2], [1])"),
        keras=Side(
            "keras.losses.Poisson()(tensor([2]), tensor([1]))",
            "poisson_nll([2], [1], log_input=False, epsilon=1e-7)",
        ),
    ),
    Difference(
        name="what the mean of a divergence divides by",
        says="PyTorch divides by the number of all probabilities, unless it is asked for 'batchmean'; Keras by the "
        "number of rows.",
        about="kl_divergence",
        torch=Side(
            "torch.nn.KLDivLoss()(tensor([[0.25, 0.75]]).log(), tensor([[0.5, 0.5]]))",
            "kl_divergence([[0.5, 0.5]], [[0.25, 0.75]]) / 2",
        ),
        keras=Side(
            "keras.losses.KLDivergence()(tensor([[0.5, 0.5]]), tensor([[0.25, 0.75]]))",
            "kl_divergence([[0.5, 0.5]], [[0.25, 0.75]])",
        ),
    ),
    Difference(
        name="labels of 0 and 1 for a hinge",
        says="Keras turns them into −1 and 1. PyTorch takes them as they are, and a label of 0 learns nothing.",
        about="hinge",
        torch=Side("torch.nn.MarginRankingLoss(margin=1)(tensor([0.5]), tensor([0]), tensor([0]))", "1 - 0 * 0.5"),
        keras=Side("keras.losses.Hinge()(tensor([0]), tensor([0.5]))", "hinge([-1], [0.5])"),
    ),
    Difference(
        name="the mean over transcripts",
        says="PyTorch divides each transcript's loss by its number of labels before it takes the mean. Two frames of "
        "three even classes, two labels:",
        about="ctc",
        torch=Side(
            "torch.nn.CTCLoss()(torch.zeros(2, 1, 3).log_softmax(-1), labels([[1, 2]]), labels([2]), labels([2]))",
            "ctc([[1, 2]], np.zeros((1, 2, 3))) / 2",
        ),
        keras=Side("keras.losses.CTC()(labels([[1, 2]]), tf.zeros((1, 2, 3)))", "ctc([[1, 2]], np.zeros((1, 2, 3)))"),
    ),
)
