/**
 * The official JavaScript client: signs in by cookie, joins a room, says something, and prints what it was told.
 *
 *     node official_client.mjs <url> <transport> <cookie> <room id> <text>
 *
 * Prints one line of JSON: {joined, posted, heard}, or {refused} when it could not connect.
 */

import { randomUUID } from "node:crypto";
import process from "node:process";
import { io } from "socket.io-client";

const [url, transport, cookie, roomId, text] = process.argv.slice(2);
const socket = io(`${url}/chat`, {
  transports: [transport],
  extraHeaders: { cookie },
  reconnection: false,
  forceNew: true,
});

/** @param {unknown} result */
function finish(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  socket.disconnect();
}

socket.on("connect_error", (error) => finish({ refused: error.message }));
socket.on("connect", async () => {
  const heard = new Promise((resolve) => socket.once("change", resolve));
  const joined = await socket.emitWithAck("join", { streams: [`room:${roomId}`] });
  const posted = await socket.emitWithAck("post", { room_id: Number(roomId), client_id: randomUUID(), text });
  finish({ joined, posted, heard: await heard });
});
