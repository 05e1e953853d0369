"""The one kind of error that is meant for the learner."""


class Refusal(Exception):
    """Something cannot be done; the text says in a line what is wrong, where, and what to do.

    ``exit_code`` is 1 for what failed, 2 for wrong usage, settings or content files.
    """

    exit_code = 1
