// GSL's linear algebra, and the CBLAS interface that OpenBLAS serves (GSL's own reference CBLAS is never linked).
#pragma once
#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

extern void openblas_set_num_threads(int);
