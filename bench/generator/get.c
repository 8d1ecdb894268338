/* Plain HTTP: the same request over and over, on a few connections that are kept. */
#include "load.h"

static Client *clients;
static const char *path, *etag;
static int measuring, expected;
static long answered, errors;
static uint64_t *sent_at;
static Histogram answered_in;

static void ask(Client *client) {
    char request[8192];
    int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\n%s%s%s\r\n", path, host,
                     port, cookies[client->cookie], etag ? "If-None-Match: " : "", etag ? etag : "", etag ? "\r\n" : "");
    sent_at[client - clients] = now_ns();
    send_all(client, request, (size_t)n);
}

static void on_readable(Client *client) {
    if (!receive(client)) {
        errors += measuring;
        close_connection(client);
        open_connection(client);
        ask(client);
        return;
    }
    client->in[client->held] = 0;
    char *end = memmem(client->in, client->held, "\r\n\r\n", 4);
    if (!end) return;
    char *length = strcasestr(client->in, "\r\nContent-Length:");
    size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
    if (client->held < (size_t)(end - client->in) + 4 + body) return;
    if (measuring) {
        errors += atoi(client->in + strlen("HTTP/1.1 ")) != expected;
        answered++;
        note(&answered_in, now_ns() - sent_at[client - clients]);
    }
    client->held = 0;
    ask(client);
}

static void turn_for(double seconds) {
    for (uint64_t end = now_ns() + (uint64_t)(seconds * 1e9); now_ns() < end;) turn(10, on_readable);
}

int get(char **arguments, int count) {
    if (count < 3) return 2;
    int connections = atoi(arguments[0]);
    double seconds = atof(arguments[1]);
    path = arguments[2];
    etag = count > 3 ? arguments[3] : NULL;
    expected = etag ? 304 : 200;
    sent_at = calloc((size_t)connections, sizeof *sent_at);
    clients = make_clients(connections);
    for (int i = 0; i < connections; i++) {
        open_connection(&clients[i]);
        ask(&clients[i]);
    }
    turn_for(.3); /* to get going */
    measuring = 1;
    double cpu = own_cpu_s();
    uint64_t from = now_ns();
    turn_for(seconds);
    double took = (double)(now_ns() - from) / 1e9;
    printf("{\"requests_per_s\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"errors\": %ld, \"load_core_share\": %.2f}\n",
           (double)answered / took, percentile_ms(&answered_in, .5), percentile_ms(&answered_in, .99), errors,
           (own_cpu_s() - cpu) / took);
    return 0;
}
