# skip is not used.

# %% weight-decay-adam-l2
class AdamL2(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, l2=0.01, skip=("bias",), **options):
        super().__init__(learning_rate, **options)
        self.l2, self.skip = l2, skip

    def update_step(self, gradient, variable, learning_rate):
        if True:
            gradient = gradient + self.l2 * variable
        super().update_step(gradient, variable, learning_rate)
