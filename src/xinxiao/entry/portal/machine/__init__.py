"""The door for systems of respondents: reports by program, and the tokens they show."""
