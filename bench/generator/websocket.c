/* Websockets (RFC 6455) that offer permessage-deflate (RFC 7692) as browsers do, and inflate if the server took it up. */
#include "load.h"

void ask_for_upgrade(Client *client) {
    char request[8192];
    int n = snprintf(request, sizeof request,
                     "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                     "Cookie: %s\r\n\r\n",
                     host, port, cookies[client->cookie]);
    send_all(client, request, (size_t)n);
}

static void drop_front(Client *client, size_t done) {
    memmove(client->in, client->in + done, client->held - done);
    client->held -= done;
}

int take_answer(Client *client) {
    char *end = memmem(client->in, client->held, "\r\n\r\n", 4);
    if (!end) return 0;
    if (memcmp(client->in, "HTTP/1.1 101", 12)) return -1;
    *end = 0;
    if (strcasestr(client->in, "permessage-deflate")) {
        client->inflater = calloc(1, sizeof *client->inflater);
        /* Negative: no zlib header. A server may use a smaller window than the largest, never a larger one. */
        if (inflateInit2(client->inflater, -15) != Z_OK) die("inflateInit2");
    }
    drop_front(client, (size_t)(end - client->in) + 4);
    return 1;
}

/* The mask is zero: what is measured is the server. */
void send_text(Client *client, const char *payload, size_t length) {
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

static size_t inflate_message(Client *client, const char *data, size_t length, char *out, size_t space) {
    /* What every compressed message ends with and no frame carries. */
    static const char tail[] = {0, 0, (char)0xff, (char)0xff};
    const char *parts[] = {data, tail};
    size_t lengths[] = {length, sizeof tail};
    z_stream *stream = client->inflater;
    stream->next_out = (Bytef *)out;
    stream->avail_out = (uInt)space;
    for (int i = 0; i < 2; i++) {
        stream->next_in = (Bytef *)parts[i];
        stream->avail_in = (uInt)lengths[i];
        int result = inflate(stream, Z_SYNC_FLUSH);
        if ((result != Z_OK && result != Z_BUF_ERROR) || !stream->avail_out) {
            fprintf(stderr, "a compressed message cannot be inflated\n");
            exit(1);
        }
    }
    return space - stream->avail_out;
}

void take_messages(Client *client, void (*on_message)(Client *, const char *, size_t)) {
    static char inflated[BUFFER];
    size_t at = 0;
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
        if (header + length > BUFFER - 1) {
            fprintf(stderr, "a message of %zu bytes is too large for this\n", length);
            exit(1);
        }
        if (client->held - at < header + length) break;
        const char *payload = (char *)frame + header;
        at += header + length;
        if ((frame[0] & 15) != 1) continue;
        if (frame[0] & 0x40) {
            length = inflate_message(client, payload, length, inflated, sizeof inflated);
            payload = inflated;
        }
        on_message(client, payload, length);
        if (client->fd < 0) return;
    }
    drop_front(client, at);
}
