"""Where the frameworks' optimizers differ: each row is a sentence and two calls that show it, run by the tests (and by
the page).

A call is an expression over torch, or over keras, with `walk(make, start, gradients)` for the weights after a float64
step with each of the gradients. It also takes `rates`, a learning rate for each step, and `kept`, the name of what the
state keeps. `late(make, steps)` is where a weight goes whose first gradient, 1, comes after that many steps of another
one. `takes(class, argument)` and `refuses(lambda: …)` ask what their names say. `gives` is as in `DIFFERENCES`.
"""

from descent.reference.differences import Difference, Side

OPTIMIZER_DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        name="what the velocity holds",
        says="PyTorch's velocity sums gradients, Keras's sums steps: the learning rate is inside, and the sign is the "
        "step's. After one step on a slope of 1 at rate 0.1:",
        about="momentum",
        torch=Side(
            "walk(lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.5), [0.0], [[1.0]], kept='momentum_buffer')", "1"
        ),
        keras=Side("walk(lambda w: keras.optimizers.SGD(0.1, momentum=0.5), [0.0], [[1.0]], kept='momentum')", "-0.1"),
    ),
    Difference(
        name="momentum when the rate changes",
        says="With one learning rate for all steps the two velocities take the same path. Cut the rate to a tenth, and "
        "PyTorch's next step is a tenth as long at once, while Keras's velocity still holds the long steps.",
        about="momentum",
        torch=Side(
            "walk(lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9), [0.0], [[1.0], [1.0]], rates=[0.1, 0.01])",
            "-0.1 - 0.01 * (0.9 * 1 + 1)",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.SGD(0.1, momentum=0.9), [0.0], [[1.0], [1.0]], rates=[0.1, 0.01])",
            "-0.1 - (0.9 * 0.1 + 0.01 * 1)",
        ),
    ),
    Difference(
        name="nesterov when the rate changes",
        says="Nesterov's form differs in the same way: the look ahead is the new rate times the velocity in PyTorch, "
        "and the velocity of long steps in Keras.",
        about="momentum",
        torch=Side(
            "walk(lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True), [0.0], [[1.0], [1.0]], "
            "rates=[0.1, 0.01])",
            "-0.1 * (1 + 0.9 * 1) - 0.01 * (1 + 0.9 * 1.9)",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True), [0.0], [[1.0], [1.0]], "
            "rates=[0.1, 0.01])",
            "-(0.9 * 0.1 + 0.1) - (0.9 * (0.9 * 0.1 + 0.01) + 0.01)",
        ),
    ),
    Difference(
        name="dampening",
        says="PyTorch's SGD can dampen what a gradient adds to the velocity. Keras's has no such option.",
        about="momentum",
        torch=Side("takes(torch.optim.SGD, 'dampening')", "True"),
        keras=Side("takes(keras.optimizers.SGD, 'dampening')", "False"),
    ),
    Difference(
        name="the default rate of SGD",
        says="Made without options, the two classes named SGD take steps of different length. On a slope of 1:",
        about="sgd",
        torch=Side("walk(lambda w: torch.optim.SGD(w), [0.0], [[1.0]])", "-0.001"),
        keras=Side("walk(lambda w: keras.optimizers.SGD(), [0.0], [[1.0]])", "-0.01"),
    ),
    Difference(
        name="the defaults of RMSprop",
        says="Neither the rate nor the share of the past that is kept agree (PyTorch calls it alpha, Keras rho), and "
        "the first step of each is its rate over √(1 − ρ).",
        about="rmsprop",
        torch=Side("walk(lambda w: torch.optim.RMSprop(w), [0.0], [[1.0]])", "-0.01 / (np.sqrt(1 - 0.99) + 1e-8)"),
        keras=Side("walk(lambda w: keras.optimizers.RMSprop(), [0.0], [[1.0]])", "-0.001 / np.sqrt(1 - 0.9 + 1e-7)"),
    ),
    Difference(
        name="epsilon outside or inside the root",
        says="PyTorch adds epsilon to the root of the mean square, Keras to the mean square. The same number then "
        "means a floor of ε there and of √ε here. On a slope of 1e-4, with an epsilon of 1e-7 for both:",
        about="rmsprop",
        torch=Side(
            "walk(lambda w: torch.optim.RMSprop(w, lr=0.001, alpha=0.9, eps=1e-7), [0.0], [[1e-4]])",
            "-0.001 * 1e-4 / (np.sqrt(0.1 * 1e-8) + 1e-7)",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.RMSprop(0.001, rho=0.9, epsilon=1e-7), [0.0], [[1e-4]])",
            "-0.001 * 1e-4 / np.sqrt(0.1 * 1e-8 + 1e-7)",
        ),
    ),
    Difference(
        name="epsilon before or after the bias correction",
        says="PyTorch's Adam corrects the root's bias and then adds epsilon, as the paper's algorithm does. Keras adds "
        "it first, so that in the first step it counts 1/√(1 − β₂) times: twice at a β₂ of 0.75, some 32 times at the "
        "usual 0.999. On a slope of 1e-7, with an epsilon of 1e-7 for both:",
        about="adam",
        torch=Side(
            "walk(lambda w: torch.optim.Adam(w, lr=0.001, betas=(0.5, 0.75), eps=1e-7), [0.0], [[1e-7]])",
            "-0.001 / (1 + 1)",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.Adam(0.001, beta_1=0.5, beta_2=0.75, epsilon=1e-7), [0.0], [[1e-7]])",
            "-0.001 / (1 + 2)",
        ),
    ),
    Difference(
        name="the default epsilon of Adam",
        says="PyTorch's epsilon is a tenth of Keras's, and it is added after the correction. Without options, on a "
        "slope of 1e-7:",
        about="adam",
        torch=Side("walk(lambda w: torch.optim.Adam(w), [0.0], [[1e-7]])", "-0.001 * 1e-7 / (1e-7 + 1e-8)"),
        keras=Side(
            "walk(lambda w: keras.optimizers.Adam(), [0.0], [[1e-7]])",
            "-np.float32(0.001) * np.sqrt(1 - np.float64(np.float32(0.999))) / (1 - np.float64(np.float32(0.9)))"
            " * 0.1 * 1e-7 / (np.sqrt(0.001) * 1e-7 + 1e-7)",
        ),
    ),
    Difference(
        name="what Adam counts",
        says="PyTorch's bias correction counts the gradients that a weight has had, Keras's all steps. Take a weight "
        "whose first gradient comes at step 501: in PyTorch its first step is one learning rate long. In Keras the "
        "corrections have worn off by then although its means are fresh, and the step is twice as long.",
        about="adam",
        torch=Side("late(lambda w: torch.optim.Adam(w, lr=0.1), 500)", "-0.1"),
        keras=Side(
            "late(lambda w: keras.optimizers.Adam(0.1), 500)",
            "-np.float64(np.float32(0.1)) * 0.1 / (np.sqrt(0.001) + 1e-7)"
            " * np.sqrt(1 - np.float64(np.float32(0.999)) ** 501)",
        ),
    ),
    Difference(
        name="weight decay in SGD with momentum",
        says="PyTorch adds the decay to the gradient (L2), so it enters the velocity and comes back. Keras shrinks the "
        "weights beside it (decoupled). Without momentum the two are the same. Two steps from 1 on flat ground:",
        about="momentum",
        torch=Side(
            "walk(lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, weight_decay=0.5), [1.0], [[0.0], [0.0]])",
            "0.95 - 0.1 * (0.9 * 0.5 + 0.5 * 0.95)",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=0.5), [1.0], [[0.0], [0.0]])",
            "0.95 * 0.95",
        ),
    ),
    Difference(
        name="weight decay in Adam",
        says="In PyTorch's Adam the decay is a part of the gradient and is divided by its root: on flat ground a "
        "weight of 1 moves by the whole learning rate, however small the decay. Keras's Adam decays as AdamW does.",
        about="adam",
        torch=Side("walk(lambda w: torch.optim.Adam(w, lr=0.1, weight_decay=0.01), [1.0], [[0.0]])", "1 - 0.1"),
        keras=Side("walk(lambda w: keras.optimizers.Adam(0.1, weight_decay=0.01), [1.0], [[0.0]])", "1 - 0.1 * 0.01"),
    ),
    Difference(
        name="the default decay of AdamW",
        says="Both AdamW classes decay without being asked, PyTorch's two and a half times as much. On flat ground, "
        "what a weight of 1000 loses in a step:",
        about="adamw",
        torch=Side("1000 - walk(lambda w: torch.optim.AdamW(w), [1000.0], [[0.0]])", "1000 * 0.001 * 0.01"),
        keras=Side("1000 - walk(lambda w: keras.optimizers.AdamW(), [1000.0], [[0.0]])", "1000 * 0.001 * 0.004"),
    ),
    Difference(
        name="Muon for a bias",
        says="Muon makes a matrix orthogonal, and a bias is none. PyTorch's refuses it, so another optimizer has to "
        "take it. Keras's falls back on Adam's step for all that hasn't two axes, and for embeddings.",
        about="muon",
        torch=Side("refuses(lambda: torch.optim.Muon([torch.zeros(1)]))", "True"),
        keras=Side("refuses(lambda: keras.optimizers.Muon().build([keras.Variable([0.0])]))", "False"),
    ),
    Difference(
        name="where Adagrad starts",
        says="Keras's sum of squares starts at 0.1, PyTorch's at 0, and the default rates differ by a factor of ten.",
        about="adagrad",
        torch=Side("walk(lambda w: torch.optim.Adagrad(w), [0.0], [[0.1]])", "-0.01"),
        keras=Side(
            "walk(lambda w: keras.optimizers.Adagrad(), [0.0], [[0.1]])", "-0.001 * 0.1 / np.sqrt(0.1 + 0.01 + 1e-7)"
        ),
    ),
    Difference(
        name="the default rate of Adadelta",
        says="PyTorch takes the paper's step as it is. Keras multiplies it by 0.001 unless told otherwise.",
        about="adadelta",
        torch=Side(
            "walk(lambda w: torch.optim.Adadelta(w), [0.0], [[1.0]])", "-np.sqrt(1e-6) / np.sqrt(1 - 0.9 + 1e-6)"
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.Adadelta(), [0.0], [[1.0]])",
            "-0.001 * np.sqrt(1e-7) / np.sqrt(1 - 0.95 + 1e-7)",
        ),
    ),
    Difference(
        name="the half of a penalty",
        says="A decay of λ in PyTorch's SGD is the penalty ½ λ w², whose slope is λ w. Keras's regularizer L2(λ) is "
        "λ w², without the half, so its slope is twice that. From a weight of 1, the slope that 0.1 gives:",
        about="sgd",
        torch=Side("1 - walk(lambda w: torch.optim.SGD(w, lr=1.0, weight_decay=0.1), [1.0], [[0.0]])", "0.1"),
        keras=Side("gradient(keras.regularizers.L2(0.1), [1])", "[0.2]"),
    ),
    Difference(
        name="a step without gradients",
        says="Where no weight has a gradient, PyTorch's step does nothing and says nothing. Keras raises.",
        about="sgd",
        torch=Side("refuses(lambda: torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0).step())", "False"),
        keras=Side("refuses(lambda: keras.optimizers.SGD().apply([None], [keras.Variable([1.0])]))", "True"),
    ),
    Difference(
        name="a negative learning rate",
        says="PyTorch refuses it. Keras climbs.",
        about="sgd",
        torch=Side("refuses(lambda: torch.optim.SGD([torch.zeros(1)], lr=-0.1))", "True"),
        keras=Side("refuses(lambda: keras.optimizers.SGD(-0.1))", "False"),
    ),
    Difference(
        name="float32 constants",
        says="Keras keeps the learning rate in float32, even where the weights are float64. What is left of a step of "
        "0.1 when 0.1 is taken back:",
        about="sgd",
        torch=Side("walk(lambda w: torch.optim.SGD(w, lr=0.1), [0.0], [[1.0]]) + 0.1", "0.0"),
        keras=Side(
            "walk(lambda w: keras.optimizers.SGD(0.1), [0.0], [[1.0]]) + 0.1", "0.1 - np.float64(np.float32(0.1))"
        ),
    ),
    Difference(
        name="float32 constants in Adam's bias correction",
        says="Keras raises float32's nearest to β to the power t in its correction, and 1 − β₂ᵗ is small at first. On "
        "a constant slope each of a hundred steps at rate 0.1 should be 0.1 long. What is left when 10 are taken back:",
        about="adam",
        torch=Side("walk(lambda w: torch.optim.Adam(w, lr=0.1, eps=0), [0.0], [[1.0]] * 100) + 10", "0.0"),
        keras=Side(
            "walk(lambda w: keras.optimizers.Adam(0.1, epsilon=0.0), [0.0], [[1.0]] * 100) + 10",
            "10 - np.sum(np.float64(np.float32(0.1))"
            " * np.sqrt((1 - np.float64(np.float32(0.999)) ** np.arange(1, 101)) / (1 - 0.999 ** np.arange(1, 101)))"
            " * (1 - 0.9 ** np.arange(1, 101)) / (1 - np.float64(np.float32(0.9)) ** np.arange(1, 101)))",
        ),
    ),
)
