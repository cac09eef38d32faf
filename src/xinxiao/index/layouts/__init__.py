"""Reading an index from files: our folder, the COIN Tool's and COINr's workbooks; faults by file and line."""
