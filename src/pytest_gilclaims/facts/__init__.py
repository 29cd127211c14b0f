"""What is so before anything is measured: the interpreter that runs, and the machine under it."""
