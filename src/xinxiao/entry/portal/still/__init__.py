"""The portal standing still: its public pages and files as a folder that any web server, or a browser alone, shows."""
