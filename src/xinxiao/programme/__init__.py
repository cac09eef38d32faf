"""Files to model: a programme is read and checked as a whole, with all findings at once."""
