"""The page on which anybody checks a document of a case."""
