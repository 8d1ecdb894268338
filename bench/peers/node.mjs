// Bare Node socket.io: no accounts, no database, no rendering. It only passes on what it gets, in messages of the same
// size and shape as Parley's.
import { Server } from "socket.io";

const io = new Server(Number(process.argv[2]), { transports: ["websocket"] });
let version = 0;
io.of("/chat").on("connection", (socket) => {
    socket.on("join", ({ streams }, acknowledge) => {
        for (const stream of streams) socket.join(stream);
        acknowledge({ versions: {}, online: {}, refused: [] });
    });
    socket.on("post", ({ room_id, client_id, text }, acknowledge) => {
        version += 1;
        const message = {
            id: version,
            room_id,
            seq: version,
            version,
            client_id,
            author: { id: 1, username: "person1", name: "person1" },
            text,
            html: `<p>${text}</p>`,
            created_at: new Date().toISOString(),
            edited_at: null,
            deleted_at: null,
        };
        const stream = `room:${room_id}`;
        io.of("/chat").to(stream).emit("change", { stream, version, type: "message", data: message });
        acknowledge({ message });
    });
});
