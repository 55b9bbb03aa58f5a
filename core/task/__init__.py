"""What is predicted, for whom, as of when: labels, splits and the leakage lint."""
