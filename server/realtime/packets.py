"""Socket.IO packets, read more strictly: an event has a name, and none that the library keeps for itself.

Stock calls the handlers of ``connect`` and ``disconnect`` for a client that sends events of these names, and fails with
a traceback over a name that is no text.
"""

from socketio import packet

RESERVED = {"*", "connect", "connect_error", "disconnect"}


class Packet(packet.Packet):
    """A packet of a client, or for one."""

    def decode(self, encoded_packet: str) -> int:
        """Read a packet and return how many attachments follow.

        Raises:
            ValueError: it is none.
        """
        attachments: int = super().decode(encoded_packet)
        if self.packet_type in (packet.EVENT, packet.BINARY_EVENT):
            name = self.data[0] if isinstance(self.data, list) and self.data else None
            if not isinstance(name, str) or name in RESERVED:
                raise ValueError("an event without a name of its own")
        return attachments
