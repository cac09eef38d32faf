"""xinxiao (信消): statistics, evaluation and oversight of a policy, as one open and verifiable system."""

__version__ = "0.2.0"
