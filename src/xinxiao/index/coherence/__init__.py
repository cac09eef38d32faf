"""Does the data hang together? Statistics of columns, correlations, alpha, principal components, clusters."""
