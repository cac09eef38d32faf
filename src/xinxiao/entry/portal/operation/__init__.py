"""For those who run the portal: whether it is well, and what is measured."""
