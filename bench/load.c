/* Load for a Socket.IO server over websocket, and for plain HTTP: one thread, epoll, no library.
 *
 *   load chat HOST PORT COOKIES CLIENTS SENDERS IN_FLIGHT SECONDS ROOM TEXT [idle]
 *   load get  HOST PORT COOKIES CONNECTIONS SECONDS PATH [ETAG]
 *
 * COOKIES is a file with a Cookie header's value per line; client i takes line i modulo their number. `chat` joins
 * stream room:ROOM on the namespace /chat, keeps IN_FLIGHT posts unacknowledged over SENDERS clients for SECONDS, and
 * counts every "change" frame that any client gets. Each post carries the moment it was sent, so a delivery's latency
 * is known wherever it arrives. It offers permessage-deflate as browsers do. One line of JSON on standard output.
 * With `idle`, it prints a line once all have joined, waits for a byte on standard input, and then goes on.
 *
 * Engine.IO protocol 4, Socket.IO protocol 5, RFC 6455. Masks are zero: what is measured is the server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 17, MOST_COOKIES = 4096, BUCKETS = 4096, HANDSHAKES = 64 };
typedef enum { CONNECTING, UPGRADING, OPENING, ENTERING, JOINING, READY } State;

typedef struct {
    int fd, cookie, sender;
    State state;
    size_t held;
    char *in;
} Client;

static Client *clients;
static char *cookies[MOST_COOKIES];
static int cookie_count, client_count, ready_count, epoll_fd, senders, in_flight, room;
static const char *host, *text;
static int port;
static long deliveries, acknowledged, errors, dropped, sent, bytes_in;
static long delivered_in[BUCKETS], acknowledged_in[BUCKETS];
static int measuring;
static uint64_t *sent_at;
static long sent_room;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
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

static double percentile(const long *counts, double share) {
    long total = 0, seen = 0;
    for (int i = 0; i < BUCKETS; i++) total += counts[i];
    for (int i = 0; i < BUCKETS; i++) {
        seen += counts[i];
        if (total && seen >= (long)(share * (double)total)) return bucket_ms(i);
    }
    return 0;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void read_cookies(const char *path) {
    FILE *file = fopen(path, "r");
    char line[4096];
    if (!file) die(path);
    while (cookie_count < MOST_COOKIES && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (*line) cookies[cookie_count++] = strdup(line);
    }
    fclose(file);
    if (!cookie_count) die("no cookies");
}

static void send_all(Client *client, const char *data, size_t length) {
    while (length) {
        ssize_t n = send(client->fd, data, length, MSG_NOSIGNAL);
        if (n > 0) {
            data += n;
            length -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return;
        }
    }
}

static void send_frame(Client *client, const char *payload, size_t length) {
    unsigned char frame[16384 + 16];
    size_t at = 0;
    frame[at++] = 0x81;
    if (length < 126) {
        frame[at++] = (unsigned char)(0x80 | length);
    } else {
        frame[at++] = 0x80 | 126;
        frame[at++] = (unsigned char)(length >> 8);
        frame[at++] = (unsigned char)length;
    }
    memset(frame + at, 0, 4);
    at += 4;
    memcpy(frame + at, payload, length);
    send_all(client, (char *)frame, at + length);
}

static void post(Client *client) {
    char payload[16000];
    long id = sent++;
    sent_at[id % sent_room] = now_ns();
    int n = snprintf(payload, sizeof payload,
                     "42/chat,%ld[\"post\",{\"room_id\":%d,\"client_id\":\"%08lx-%04x-4000-8000-%012lx\","
                     "\"text\":\"t=%020llu; %s\"}]",
                     id, room, id & 0xffffffff, getpid() & 0xffff, (long)(sent_at[id % sent_room] & 0xffffffffffff),
                     (unsigned long long)sent_at[id % sent_room], text);
    send_frame(client, payload, (size_t)n);
}

static void start(Client *client) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &address.sin_addr);
    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof address)) die("connect");
    int one = 1;
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(client->fd, F_SETFL, O_NONBLOCK);
    if (!client->in) client->in = malloc(BUFFER);
    client->held = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
}

static void start_chat(Client *client) {
    char request[8192];
    start(client);
    int n = snprintf(request, sizeof request,
                     "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                     "Cookie: %s\r\n\r\n",
                     host, port, cookies[client->cookie]);
    client->state = UPGRADING;
    send_all(client, request, (size_t)n);
}

static void start_chat(Client *client);

static void drop(Client *client) {
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, client->fd, NULL);
    close(client->fd);
    client->fd = -1;
    dropped++;
    /* A crowd at the door may be turned away; like a browser, it comes again. */
    if (!measuring && client->state != CONNECTING && client->state != READY && dropped < 100000) start_chat(client);
}

static void on_packet(Client *client, const char *data, size_t length) {
    char out[128];
    if (length >= 17 && !memcmp(data, "42/chat,[\"change\"", 17)) {
        deliveries += measuring;
        /* One client in eight is enough for a distribution of millions. */
        if (measuring && ((client - clients) & 7) == 0) {
            const char *mark = memmem(data, length, "t=", 2);
            if (mark) {
                uint64_t then = strtoull(mark + 2, NULL, 10), present = now_ns();
                if (then && then < present) delivered_in[bucket_of(present - then)]++;
            }
        }
    } else if (length > 9 && !memcmp(data, "43/chat,", 8)) {
        long id = strtol(data + 8, NULL, 10);
        if (client->state == JOINING) {
            client->state = READY;
            ready_count++;
        } else {
            if (measuring) {
                if (memmem(data, length, "\"error\"", 7)) errors++;
                acknowledged++;
                acknowledged_in[bucket_of(now_ns() - sent_at[id % sent_room])]++;
            }
            if (measuring >= 0) post(client);
        }
    } else if (length == 1 && *data == '2') {
        send_frame(client, "3", 1);
    } else if (*data == '0' && client->state == OPENING) {
        client->state = ENTERING;
        send_frame(client, "40/chat,", 8);
    } else if (length > 7 && !memcmp(data, "40/chat", 7) && client->state == ENTERING) {
        client->state = JOINING;
        int n = snprintf(out, sizeof out, "42/chat,0[\"join\",{\"streams\":[\"room:%d\"]}]", room);
        send_frame(client, out, (size_t)n);
    }
}

/* Returns how many bytes of the buffer are done with. */
static size_t parse_frames(Client *client) {
    size_t at = 0;
    if (client->state == UPGRADING) {
        char *end = memmem(client->in, client->held, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(client->in, "HTTP/1.1 101", 12)) die("no upgrade");
        client->state = OPENING;
        at = (size_t)(end - client->in) + 4;
    }
    while (client->held - at >= 2) {
        unsigned char *frame = (unsigned char *)client->in + at;
        size_t header = 2, length = frame[1] & 127;
        if (length == 126) {
            header = 4;
            if (client->held - at < 4) break;
            length = (size_t)frame[2] << 8 | frame[3];
        } else if (length == 127) {
            header = 10;
            if (client->held - at < 10) break;
            length = 0;
            for (int i = 2; i < 10; i++) length = length << 8 | frame[i];
        }
        if (client->held - at < header + length) break;
        if ((frame[0] & 15) == 1) on_packet(client, (char *)frame + header, length);
        at += header + length;
    }
    return at;
}

static void on_readable(Client *client) {
    ssize_t n = recv(client->fd, client->in + client->held, BUFFER - client->held, 0);
    if (n <= 0) {
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) drop(client);
        return;
    }
    bytes_in += n;
    client->held += (size_t)n;
    size_t done = parse_frames(client);
    memmove(client->in, client->in + done, client->held - done);
    client->held -= done;
}

static void turn(int wait_ms, void (*handle)(Client *)) {
    struct epoll_event events[512];
    int n = epoll_wait(epoll_fd, events, 512, wait_ms);
    for (int i = 0; i < n; i++)
        if (((Client *)events[i].data.ptr)->fd >= 0) handle(events[i].data.ptr);
}

static double own_cpu_s(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void chat(char **arguments, int count) {
    client_count = atoi(arguments[0]);
    senders = atoi(arguments[1]);
    in_flight = atoi(arguments[2]);
    double seconds = atof(arguments[3]);
    room = atoi(arguments[4]);
    text = arguments[5];
    sent_room = in_flight * 4 + 1024;
    sent_at = calloc((size_t)sent_room, sizeof *sent_at);
    clients = calloc((size_t)client_count, sizeof *clients);
    uint64_t began = now_ns();
    for (int next = 0; ready_count < client_count;) {
        while (next < client_count && next - ready_count < HANDSHAKES) {
            clients[next].cookie = next % cookie_count;
            start_chat(&clients[next++]);
        }
        turn(100, on_readable);
        if (now_ns() - began > 300000000000ull) die("joining took too long");
    }
    double joining = (double)(now_ns() - began) / 1e9;
    dropped = 0;
    if (count > 6 && !strcmp(arguments[6], "idle")) {
        printf("{\"joined\": %d, \"join_s\": %.3f}\n", ready_count, joining);
        fflush(stdout);
        for (int more = 1; more;) {
            fd_set set;
            struct timeval none = {0, 0};
            FD_ZERO(&set);
            FD_SET(0, &set);
            turn(50, on_readable);
            more = !select(1, &set, NULL, NULL, &none);
        }
    }
    /* Half a second to get going, then the measurement. */
    for (int i = 0; i < in_flight; i++) post(&clients[(i % senders) * (client_count / senders)]);
    for (uint64_t end = now_ns() + 500000000ull; now_ns() < end;) turn(10, on_readable);
    measuring = 1;
    double cpu = own_cpu_s();
    uint64_t from = now_ns(), until = from + (uint64_t)(seconds * 1e9);
    while (now_ns() < until) turn(10, on_readable);
    double took = (double)(now_ns() - from) / 1e9;
    printf("{\"deliveries_per_s\": %.0f, \"posts_per_s\": %.0f, \"delivery_p50_ms\": %.3f, \"delivery_p99_ms\": %.3f, "
           "\"ack_p50_ms\": %.3f, \"ack_p99_ms\": %.3f, \"errors\": %ld, \"dropped\": %ld, \"join_s\": %.3f, "
           "\"load_core_share\": %.2f, \"mb_per_s\": %.1f}\n",
           (double)deliveries / took, (double)acknowledged / took, percentile(delivered_in, .5),
           percentile(delivered_in, .99), percentile(acknowledged_in, .5), percentile(acknowledged_in, .99), errors,
           dropped, joining, (own_cpu_s() - cpu) / took, (double)bytes_in / 1e6 / took);
}

static char get_request[8192];
static int get_length;
static const char *path, *etag;
static int ok_status;

static void ask(Client *client) {
    get_length = snprintf(get_request, sizeof get_request,
                          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\n%s%s%s\r\n", path, host, port,
                          cookies[client->cookie], etag ? "If-None-Match: " : "", etag ? etag : "", etag ? "\r\n" : "");
    sent_at[client - clients] = now_ns();
    send_all(client, get_request, (size_t)get_length);
}

static void on_answer(Client *client) {
    ssize_t n = recv(client->fd, client->in + client->held, BUFFER - client->held - 1, 0);
    if (n <= 0) {
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            drop(client);
            start(client);
            ask(client);
        }
        return;
    }
    client->held += (size_t)n;
    client->in[client->held] = 0;
    char *end = memmem(client->in, client->held, "\r\n\r\n", 4);
    if (!end) return;
    char *length = strcasestr(client->in, "\r\nContent-Length:");
    size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
    if (client->held < (size_t)(end - client->in) + 4 + body) return;
    int status = atoi(client->in + 9);
    if (status != ok_status) errors += measuring;
    acknowledged += measuring;
    bytes_in += (long)client->held;
    if (measuring) acknowledged_in[bucket_of(now_ns() - sent_at[client - clients])]++;
    client->held = 0;
    ask(client);
}

static void get(char **arguments, int count) {
    client_count = atoi(arguments[0]);
    double seconds = atof(arguments[1]);
    path = arguments[2];
    etag = count > 3 ? arguments[3] : NULL;
    ok_status = etag ? 304 : 200;
    clients = calloc((size_t)client_count, sizeof *clients);
    sent_at = calloc((size_t)client_count, sizeof *sent_at);
    for (int i = 0; i < client_count; i++) {
        clients[i].cookie = i % cookie_count;
        start(&clients[i]);
        ask(&clients[i]);
    }
    for (uint64_t end = now_ns() + 300000000ull; now_ns() < end;) turn(10, on_answer);
    measuring = 1;
    double cpu = own_cpu_s();
    uint64_t from = now_ns(), until = from + (uint64_t)(seconds * 1e9);
    while (now_ns() < until) turn(10, on_answer);
    double took = (double)(now_ns() - from) / 1e9;
    printf("{\"requests_per_s\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"errors\": %ld, \"load_core_share\": %.2f}\n",
           (double)acknowledged / took, percentile(acknowledged_in, .5), percentile(acknowledged_in, .99), errors,
           (own_cpu_s() - cpu) / took);
}

int main(int count, char **arguments) {
    if (count < 8) {
        fprintf(stderr, "usage: see the head of load.c\n");
        return 2;
    }
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    host = arguments[2];
    port = atoi(arguments[3]);
    read_cookies(arguments[4]);
    epoll_fd = epoll_create1(0);
    if (!strcmp(arguments[1], "chat") && count >= 11) chat(arguments + 5, count - 5);
    else if (!strcmp(arguments[1], "get")) get(arguments + 5, count - 5);
    return 0;
}
