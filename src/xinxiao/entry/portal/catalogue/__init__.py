"""The catalogue: what is published and what other bodies hold, for people, programs, feed readers and search engines."""
