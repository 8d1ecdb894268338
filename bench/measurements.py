"""Which measurements there are, in the order in which all of them run."""

MEASUREMENTS = {
    "chat": "what one process does on one core: delivery, posting, reading, memory",
    "live": "the same delivery beside Node socket.io and stock Flask-SocketIO",
    "scale": "how cost grows with clients, rooms, messages and senders",
    "crowd": "ten thousand connections in one process",
    "slow": "one client that stops reading among a thousand others",
    "todos": "opening a list of 5,000 to-dos, adding and ticking in it",
    "page": "what a browser asks for before there is something to use",
}
