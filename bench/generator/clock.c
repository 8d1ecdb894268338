/* Time, and how times are spread. */
#include "load.h"
#include <sys/resource.h>
#include <time.h>

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double own_cpu_s(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Buckets grow by 1/64 of a power of two: under 2 % error from 1 us to hours. */
static int bucket_of(uint64_t ns) {
    uint64_t us = ns / 1000;
    if (us < 64) return (int)us;
    int power = 63 - __builtin_clzll(us);
    int index = (power - 5) * 64 + (int)((us >> (power - 6)) & 63);
    return index < BUCKETS ? index : BUCKETS - 1;
}

static double bucket_ms(int index) {
    if (index < 64) return index / 1000.0;
    int power = index / 64 + 5;
    return ((double)(64 + index % 64) * (double)(1ull << (power - 6))) / 1000.0;
}

void note(Histogram *histogram, uint64_t ns) { histogram->counts[bucket_of(ns)]++; }

double percentile_ms(const Histogram *histogram, double share) {
    long total = 0, seen = 0;
    for (int i = 0; i < BUCKETS; i++) total += histogram->counts[i];
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram->counts[i];
        if (total && (double)seen >= share * (double)total) return bucket_ms(i);
    }
    return 0;
}
