/* SPDX-License-Identifier: MIT */
#include "tests/unit/kernel_shim.h"
