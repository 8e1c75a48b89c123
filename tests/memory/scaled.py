"""The folder of one case, whose sizes are those of the run."""


class Scaled:
    def __init__(self, path, part):
        self.path = path
        self.part = part
        path.mkdir(parents=True)

    def scaled(self, size):
        """A size for this run."""
        return max(1, size // self.part)
