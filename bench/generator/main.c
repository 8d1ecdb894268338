/* Load for a Socket.IO server over websocket, and for plain HTTP: one thread, epoll, no library but zlib.
 *
 *   load chat HOST PORT COOKIES CLIENTS SENDERS IN_FLIGHT SECONDS ROOM[,ROOM…] TEXT
 *   load get  HOST PORT COOKIES CONNECTIONS SECONDS PATH [ETAG]
 *
 * COOKIES is a file with a Cookie header's value per line; client i takes line i modulo their number. A measurement is one
 * line of JSON on standard output.
 *
 * `chat` spreads the clients evenly over the rooms, and prints a line once all have joined. Then it measures once for each
 * byte on standard input, until that is closed: it keeps IN_FLIGHT posts unacknowledged over SENDERS clients for SECONDS,
 * and counts every message that any client gets. When for a minute no further client can join, it says how far it came
 * and ends.
 */
#include "load.h"
#include <sys/resource.h>

int main(int count, char **arguments) {
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    int status = 2;
    if (count > 5) {
        host = arguments[2];
        port = atoi(arguments[3]);
        read_cookies(arguments[4]);
        if (!strcmp(arguments[1], "chat")) status = chat(arguments + 5, count - 5);
        if (!strcmp(arguments[1], "get")) status = get(arguments + 5, count - 5);
    }
    if (status == 2) fprintf(stderr, "usage: see the head of main.c\n");
    return status;
}
