# SPDX-License-Identifier: MIT
#
# The verbs. Modules are built by the kernel's own makefiles from Kbuild; the
# lab's verbs (virtual cards, guests, tests) are in lab/Makefile.lab.

KDIR	?= /lib/modules/$(shell uname -r)/build
KREL	= $(shell cat $(KDIR)/include/config/kernel.release 2>/dev/null)
MO	?= $(CURDIR)/build/modules/$(KREL)

.PHONY: modules
modules: ## build the modules against the running kernel, or KDIR=
	@test -n '$(KREL)' || { echo 'no kernel headers in $(KDIR)' >&2; exit 1; }
	@mkdir -p $(MO)
	$(MAKE) -C $(KDIR) M=$(CURDIR) MO=$(MO) modules

.PHONY: install
install: modules ## install the modules and run depmod (as root)
	$(MAKE) -C $(KDIR) M=$(CURDIR) MO=$(MO) modules_install
	depmod $(KREL)

.PHONY: clean
clean: ## remove everything that was built here
	rm -rf build

.PHONY: help
help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

include lab/Makefile.lab
