"""The laboratory: runs experiments and writes down what was seen. It never judges."""
