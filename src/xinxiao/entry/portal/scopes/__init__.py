"""The register of scopes, and rival figures side by side: columns, never one line."""
