/* People in rooms: they join, a few of them post, and every message that reaches any of them is counted.
 *
 * Engine.IO protocol 4, Socket.IO protocol 5.
 */
#include "load.h"
#include <poll.h>
#include <unistd.h>

enum { HANDSHAKES = 64, MOST_ROOMS = 1000, STILLNESS_S = 60 };

static Client *clients;
static int client_count, ready_count, senders, in_flight, joining, posting;
static int rooms[MOST_ROOMS], room_count;
static const char *text;
static uint64_t *sent_at;
static long sent, sent_room, unanswered;
/* Of one measurement. */
static int measuring;
static long deliveries, acknowledged, errors, dropped;
static Histogram delivered_in, acknowledged_in;
/* Of joining. */
static long turned_away;
static char last_refusal[200];

static void post(Client *client) {
    char payload[16000];
    long id = sent++;
    uint64_t moment = sent_at[id % sent_room] = now_ns();
    /* The text carries the moment it was sent, so a delivery's latency is known wherever it arrives. */
    int n = snprintf(payload, sizeof payload,
                     "42/chat,%ld[\"post\",{\"room_id\":%d,\"client_id\":\"%08lx-%04x-4000-8000-%012lx\","
                     "\"text\":\"t=%020llu; %s\"}]",
                     id, client->room, id & 0xffffffff, getpid() & 0xffff, (long)(moment & 0xffffffffffff),
                     (unsigned long long)moment, text);
    unanswered++;
    send_text(client, payload, (size_t)n);
}

/* A crowd at the door may be turned away; while joining, it comes again. */
static void leave(Client *client, const char *why, size_t length) {
    if (joining) {
        turned_away++;
        if (length) snprintf(last_refusal, sizeof last_refusal, "%.*s", (int)length, why);
        ready_count -= client->state == READY;
    }
    dropped++;
    client->state = AWAY;
    close_connection(client);
}

static void on_change(Client *client, const char *data, size_t length) {
    if (!measuring) return;
    deliveries++;
    /* One client in eight is enough for a distribution of millions. */
    if ((client - clients) & 7) return;
    const char *mark = memmem(data, length, "t=", 2);
    uint64_t then = mark ? strtoull(mark + 2, NULL, 10) : 0, present = now_ns();
    if (then && then < present) note(&delivered_in, present - then);
}

static void on_acknowledgement(Client *client, const char *data, size_t length) {
    if (client->state == JOINING) {
        if (memmem(data, length, "\"error\"", 7) || memmem(data, length, "\"refused\":[\"", 12)) {
            leave(client, data, length);
        } else {
            client->state = READY;
            ready_count++;
        }
        return;
    }
    long id = strtol(data + strlen("43/chat,"), NULL, 10);
    unanswered--;
    if (measuring) {
        if (memmem(data, length, "\"error\"", 7)) errors++;
        acknowledged++;
        note(&acknowledged_in, now_ns() - sent_at[id % sent_room]);
    }
    if (posting) post(client);
}

static int starts(const char *data, size_t length, const char *with) {
    return length >= strlen(with) && !memcmp(data, with, strlen(with));
}

static void on_message(Client *client, const char *data, size_t length) {
    if (starts(data, length, "42/chat,[\"change\"")) {
        on_change(client, data, length);
    } else if (starts(data, length, "43/chat,")) {
        on_acknowledgement(client, data, length);
    } else if (length == 1 && *data == '2') {
        send_text(client, "3", 1);
    } else if (starts(data, length, "0") && client->state == OPENING) {
        client->state = ENTERING;
        send_text(client, "40/chat,", 8);
    } else if (starts(data, length, "40/chat") && client->state == ENTERING) {
        char join[128];
        client->state = JOINING;
        int n = snprintf(join, sizeof join, "42/chat,0[\"join\",{\"streams\":[\"room:%d\"]}]", client->room);
        send_text(client, join, (size_t)n);
    } else if (starts(data, length, "44/chat")) {
        leave(client, data, length);
    }
}

static void on_readable(Client *client) {
    if (!receive(client)) {
        leave(client, "", 0);
        return;
    }
    if (client->state == UPGRADING) {
        int answer = take_answer(client);
        if (answer < 0) leave(client, client->in, (size_t)(strchrnul(client->in, '\r') - client->in));
        if (answer <= 0) return;
        client->state = OPENING;
    }
    take_messages(client, on_message);
}

static void enter(Client *client) {
    open_connection(client);
    client->state = UPGRADING;
    ask_for_upgrade(client);
}

static void give_up(int asked) {
    static const char *const waits_for[STATES] = {"to try again", "for the upgrade", "for the session",
                                                  "for the namespace", "to be let into the room"};
    int in_state[STATES] = {0};
    for (int i = 0; i < asked; i++) in_state[clients[i].state]++;
    fprintf(stderr, "%d of %d clients have joined, and for %d s no other.", ready_count, client_count, STILLNESS_S);
    for (State state = AWAY; state < READY; state++)
        if (in_state[state]) fprintf(stderr, " %d wait %s.", in_state[state], waits_for[state]);
    fprintf(stderr, " %ld connections were ended or refused%s%s.\n", turned_away, *last_refusal ? ", the last with: " : "",
            last_refusal);
    exit(1);
}

static double join_all(void) {
    const uint64_t began = now_ns();
    uint64_t last_progress = began, last_look = began;
    int asked = 0, known = 0;
    joining = 1;
    while (ready_count < client_count) {
        while (asked < client_count && asked - ready_count < HANDSHAKES) enter(&clients[asked++]);
        turn(100, on_readable);
        uint64_t present = now_ns();
        if (ready_count > known) {
            known = ready_count;
            last_progress = present;
        }
        if (present - last_progress > STILLNESS_S * 1000000000ull) give_up(asked);
        if (present - last_look > 100000000ull) {
            last_look = present;
            for (int i = 0; i < asked; i++)
                if (clients[i].state == AWAY) enter(&clients[i]);
        }
    }
    joining = 0;
    return (double)(now_ns() - began) / 1e9;
}

/* 1 when there is a byte on standard input, 0 when it is closed; serves the connections until either. */
static int wait_for_a_word(void) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    char byte;
    while (!poll(&input, 1, 0)) turn(20, on_readable);
    return read(0, &byte, 1) == 1;
}

static void turn_for(double seconds) {
    for (uint64_t end = now_ns() + (uint64_t)(seconds * 1e9); now_ns() < end;) turn(10, on_readable);
}

static void measure(double seconds) {
    posting = 1;
    unanswered = 0;
    for (int i = 0; i < in_flight; i++) post(&clients[(i % senders) * (client_count / senders)]);
    turn_for(.5); /* to get going */
    deliveries = acknowledged = errors = dropped = 0;
    delivered_in = acknowledged_in = (Histogram){0};
    measuring = 1;
    double cpu = own_cpu_s();
    uint64_t from = now_ns();
    turn_for(seconds);
    double took = (double)(now_ns() - from) / 1e9;
    cpu = own_cpu_s() - cpu;
    measuring = posting = 0;
    printf("{\"deliveries_per_s\": %.0f, \"posts_per_s\": %.0f, \"delivery_p50_ms\": %.3f, \"delivery_p99_ms\": %.3f, "
           "\"ack_p50_ms\": %.3f, \"ack_p99_ms\": %.3f, \"errors\": %ld, \"dropped\": %ld, "
           "\"load_core_share\": %.2f}\n",
           (double)deliveries / took, (double)acknowledged / took, percentile_ms(&delivered_in, .5),
           percentile_ms(&delivered_in, .99), percentile_ms(&acknowledged_in, .5),
           percentile_ms(&acknowledged_in, .99), errors, dropped, cpu / took);
    fflush(stdout);
    for (uint64_t end = now_ns() + 2000000000ull; unanswered > 0 && now_ns() < end;) turn(10, on_readable);
}

int chat(char **arguments, int count) {
    if (count < 6) return 2;
    client_count = atoi(arguments[0]);
    senders = atoi(arguments[1]);
    in_flight = atoi(arguments[2]);
    double seconds = atof(arguments[3]);
    for (char *part = strtok(arguments[4], ","); part && room_count < MOST_ROOMS; part = strtok(NULL, ","))
        rooms[room_count++] = atoi(part);
    text = arguments[5];
    sent_room = in_flight * 4 + 1024;
    sent_at = calloc((size_t)sent_room, sizeof *sent_at);
    clients = make_clients(client_count);
    for (int i = 0; i < client_count; i++) clients[i].room = rooms[(long)i * room_count / client_count];
    printf("{\"join_s\": %.3f}\n", join_all());
    fflush(stdout);
    while (wait_for_a_word()) measure(seconds);
    return 0;
}
