/* Connections, all of them served by one thread. */
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_COOKIES = 4096, EVENTS = 512 };

const char *host;
int port, cookie_count;
char *cookies[MOST_COOKIES];
static int epoll_fd = -1;

void die(const char *what) {
    perror(what);
    exit(1);
}

void read_cookies(const char *path) {
    FILE *file = fopen(path, "r");
    char line[4096];
    if (!file) die(path);
    while (cookie_count < MOST_COOKIES && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (*line) cookies[cookie_count++] = strdup(line);
    }
    fclose(file);
    if (!cookie_count) {
        fprintf(stderr, "%s holds no cookie\n", path);
        exit(1);
    }
}

Client *make_clients(int count) {
    Client *clients = calloc((size_t)count, sizeof *clients);
    for (int i = 0; i < count; i++) {
        clients[i].fd = -1;
        clients[i].cookie = i % cookie_count;
    }
    return clients;
}

void open_connection(Client *client) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &address.sin_addr);
    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof address)) die("connect");
    int one = 1;
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(client->fd, F_SETFL, O_NONBLOCK);
    if (!client->in) client->in = malloc(BUFFER);
    client->held = 0;
    if (epoll_fd < 0) epoll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
}

void close_connection(Client *client) {
    close(client->fd);
    client->fd = -1;
    if (client->inflater) {
        inflateEnd(client->inflater);
        free(client->inflater);
        client->inflater = NULL;
    }
}

void send_all(Client *client, const char *data, size_t length) {
    while (length) {
        ssize_t n = send(client->fd, data, length, MSG_NOSIGNAL);
        if (n > 0) {
            data += n;
            length -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return; /* It has ended, which its next receive tells. */
        }
    }
}

int receive(Client *client) {
    /* The last byte stays free for whoever wants to end it with a zero. */
    ssize_t n = recv(client->fd, client->in + client->held, BUFFER - 1 - client->held, 0);
    if (n > 0) client->held += (size_t)n;
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

void turn(int wait_ms, void (*on_readable)(Client *)) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll_fd, events, EVENTS, wait_ms);
    for (int i = 0; i < n; i++)
        if (((Client *)events[i].data.ptr)->fd >= 0) on_readable(events[i].data.ptr);
}
