/* What the parts of the load generator share. */
#ifndef LOAD_H
#define LOAD_H

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BUFFER = 1 << 17, BUCKETS = 4096 };

/* How far a connection has come; each but the first and the last waits for an answer of the server. */
typedef enum { AWAY, UPGRADING, OPENING, ENTERING, JOINING, READY, STATES } State;

typedef struct {
    int fd, cookie, room;
    State state;
    size_t held; /* how much of `in` is not done with */
    char *in;
    z_stream *inflater; /* when the server compresses */
} Client;

/* clock.c */
typedef struct {
    long counts[BUCKETS];
} Histogram;

uint64_t now_ns(void);
double own_cpu_s(void);
void note(Histogram *histogram, uint64_t ns);
double percentile_ms(const Histogram *histogram, double share);

/* connection.c */
extern const char *host;
extern int port, cookie_count;
extern char *cookies[];

void die(const char *what);
void read_cookies(const char *path);
Client *make_clients(int count);
void open_connection(Client *client);
void close_connection(Client *client);
void send_all(Client *client, const char *data, size_t length);
int receive(Client *client); /* 0 when the connection has ended */
void turn(int wait_ms, void (*on_readable)(Client *));

/* websocket.c */
void ask_for_upgrade(Client *client);
int take_answer(Client *client); /* 1 upgraded, 0 not here yet, -1 refused */
void send_text(Client *client, const char *payload, size_t length);
void take_messages(Client *client, void (*on_message)(Client *, const char *, size_t));

/* chat.c, get.c */
int chat(char **arguments, int count);
int get(char **arguments, int count);

#endif
