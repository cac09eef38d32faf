"""What is kept of people: erased, held, handed out, listed when its time is over; and who saw what, for the audit administrator."""
