"""The statistician's desk: how far a collection is, what stands out, one report beside others, questions, and the acts."""
