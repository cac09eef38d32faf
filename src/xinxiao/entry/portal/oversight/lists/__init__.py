"""Lists of oversight: those in force for anybody, and the desk where versions are proposed, reviewed, approved and issued."""
