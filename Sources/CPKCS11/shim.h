#ifndef CPKCS11_SHIM_H
#define CPKCS11_SHIM_H

#define CRYPTOKI_GNU 1
#include <p11-kit/pkcs11.h>

#endif
