"""NumPy at eigenvalues.

Usage: peer_numpy.py eigenvalues ANY ANY H ANY ANY ANY THREADS
"""
import os
import sys

from turns import pin, serve

n, threads = int(sys.argv[4]), int(sys.argv[8])
pin(threads)
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import numpy

a = numpy.random.default_rng(0).normal(size=(n, n)) / n**0.5
serve(f"NumPy {numpy.__version__}", lambda: numpy.linalg.eigvals(a))
