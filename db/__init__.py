"""What the learner has done, and what follows from it."""
