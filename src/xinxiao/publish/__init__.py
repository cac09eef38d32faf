"""What people and programs are handed: files, charts, documents. Nothing here can change a release."""
