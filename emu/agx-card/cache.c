// SPDX-License-Identifier: MIT
#include "cache.h"

#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "uat.h"
#include "firmware/agx/uat.h"

#define PAGES 32768
#define INDEX (2 * PAGES) /* a power of two */
#define CHECKED_AT_ONCE 32

struct page {
	uint64_t va;
	uint64_t pa;
};

/** struct cache - the pages, and where to find them */
struct cache {
	struct page pages[PAGES];
	unsigned int count;
	unsigned int next; /* to be checked */
	uint32_t index[INDEX]; /* number of a page + 1, by va; open addressing */
};

struct cache *cache_create(void)
{
	return calloc(1, sizeof(struct cache));
}

void cache_reset(struct card *card)
{
	memset(card_cache(card), 0, sizeof(struct cache));
}

static unsigned int home(uint64_t va)
{
	return (va >> AGX_UAT_PAGE_SHIFT) * 0x9e3779b97f4a7c15ull >> 40 & (INDEX - 1);
}

/* Where the index has the page, or where it would be put. */
static unsigned int find(const struct cache *cache, uint64_t va)
{
	unsigned int at = home(va);

	while (cache->index[at] && cache->pages[cache->index[at] - 1].va != va)
		at = (at + 1) % INDEX;
	return at;
}

/* Closes the gap at @hole: what follows moves up if it may. */
static void unindex(struct cache *cache, unsigned int hole)
{
	for (unsigned int at = (hole + 1) % INDEX; cache->index[at]; at = (at + 1) % INDEX) {
		unsigned int wish = home(cache->pages[cache->index[at] - 1].va);

		if ((at - wish) % INDEX < (at - hole) % INDEX)
			continue;
		cache->index[hole] = cache->index[at];
		hole = at;
	}
	cache->index[hole] = 0;
}

/* The last page takes its place. */
static void drop(struct cache *cache, unsigned int number)
{
	struct page *last = &cache->pages[cache->count - 1];

	unindex(cache, find(cache, cache->pages[number].va));
	if (&cache->pages[number] != last) {
		cache->index[find(cache, last->va)] = number + 1;
		cache->pages[number] = *last;
	}
	cache->count--;
}

static void complain(struct card *card, const struct page *page, const char *what)
{
	violation(card,
		  "private memory of the firmware at %016llx %s, and its cache was not flushed",
		  (unsigned long long)page->va, what);
}

void cache_touch(struct card *card, uint64_t va, uint64_t pte)
{
	struct cache *cache = card_cache(card);
	struct page page = { va & ~AGX_UAT_PAGE_MASK, pte & AGX_PTE_ADDR };
	unsigned int at = find(cache, page.va);

	if (cache->index[at]) {
		struct page *known = &cache->pages[cache->index[at] - 1];

		if (known->pa != page.pa)
			complain(card, &page, "is other memory now");
		known->pa = page.pa;
	} else if (FIELD_GET(AGX_PTE_ATTR, pte) == AGX_PTE_ATTR_CACHED && cache->count < PAGES) {
		cache->pages[cache->count] = page;
		cache->index[at] = ++cache->count;
	}
}

void cache_flush(struct card *card, uint64_t va, uint64_t size)
{
	struct cache *cache = card_cache(card);

	for (unsigned int i = 0; i < cache->count;) {
		if (cache->pages[i].va - va < size)
			drop(cache, i);
		else
			i++;
	}
}

/* Returns whether the page is in order; one that is not is complained of once. */
static bool check(struct card *card, const struct page *page)
{
	struct uat_fault fault;
	uint64_t pte;

	if (!uat_lookup(card, 0, UAT_FW, page->va, false, &pte, &fault))
		complain(card, page, "is mapped no more");
	else if ((pte & AGX_PTE_ADDR) != page->pa)
		complain(card, page, "is other memory now");
	else
		return true;
	return false;
}

void cache_check(struct card *card)
{
	struct cache *cache = card_cache(card);

	for (unsigned int i = 0; i < CHECKED_AT_ONCE && i < cache->count; i++) {
		if (cache->next >= cache->count)
			cache->next = 0;
		if (check(card, &cache->pages[cache->next]))
			cache->next++;
		else
			drop(cache, cache->next);
	}
}
