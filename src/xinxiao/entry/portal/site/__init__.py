"""The site itself: the bare address, static files, the description for programs, and what leads nowhere."""
