"""How papers hang together: which are related, and which mention the system of another."""

import os

# All numbers here are whole: NumPy, which reads this when it is first imported, needs no threads of
# its own, and they would be in the way of forks.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
