"""The frozen nouns: what a programme, a dataset, a finding and a release are. No I/O."""
