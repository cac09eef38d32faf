"""Methods: how the numbers are made, in the programme's words and in ours."""
