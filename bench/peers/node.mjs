// Bare Node socket.io: no accounts, no database, no rendering. It only passes on what it gets, in messages of the same
// size and shape as Parley's.
//
//     node node.mjs PORT [durable]
//
// durable: each message is appended to a file, and passed on and acknowledged only when the disk has it.
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "socket.io";

const [port, mode] = process.argv.slice(2);
const keep = mode === "durable" ? await appendTo(join(mkdtempSync(join(tmpdir(), "node-bench-")), "messages")) : null;
const io = new Server(Number(port), { transports: ["websocket"] });
let version = 0;
io.of("/chat").on("connection", (socket) => {
    socket.on("join", ({ streams }, acknowledge) => {
        for (const stream of streams) socket.join(stream);
        acknowledge({ versions: {}, online: {}, refused: [] });
    });
    socket.on("post", async ({ room_id, client_id, text }, acknowledge) => {
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
        if (keep) await keep(message);
        const stream = `room:${room_id}`;
        io.of("/chat").to(stream).emit("change", { stream, version: message.version, type: "message", data: message });
        acknowledge({ message });
    });
});

/**
 * Messages that come while the disk is busy with others are written beside them, four at a time as Node does it: more
 * than one after the other, and in favour of Node.
 */
async function appendTo(path) {
    const file = await open(path, "a");
    process.on("SIGTERM", () => {
        rmSync(join(path, ".."), { recursive: true });
        process.exit(0);
    });
    return async (message) => {
        await file.write(`${JSON.stringify(message)}\n`);
        await file.datasync();
    };
}
