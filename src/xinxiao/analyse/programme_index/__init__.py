"""The index of a programme: indicators in, scores with ranks, contributions and intervals out."""
