"""Verification of draws by anyone: a page that does it in the browser, and the program that does it without one."""
