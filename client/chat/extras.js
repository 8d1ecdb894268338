/**
 * What other features add to the conversation. Chat knows none of them: main.js hands it one of these.
 *
 * @typedef {import("./state.js").Message} Message
 * @typedef {import("./message.js").Shown} Shown
 *
 * @typedef {object} Extras
 * @property {(text: string) => unknown} read what a message is drawn as in place of its text; null for most
 * @property {(text: string) => boolean} isAside it is one quiet line, which nobody in particular has written
 * @property {(place: HTMLElement, found: any, author: {name: string}) => void} draw
 * @property {(main: HTMLElement, message: Message) => void} attend something may stand below the text
 * @property {(element: HTMLElement) => void} release a message is not on the screen any more
 * @property {(roomId: number, keep: (change: () => void) => void) => void} enter keep: makes a change without moving what
 *   the reader sees
 * @property {() => void} leave
 * @property {(shown: Shown) => Record<string, boolean>} acts which of the further buttons a message has
 * @property {(act: string, message: Message) => void} act
 * @property {(typing: {text: string, slot: HTMLElement, area: HTMLTextAreaElement, roomId: number}) => void} typed
 * @property {(event: KeyboardEvent) => boolean} key whether the key was for what stands in the slot
 * @property {(text: string, roomId: number) => Promise<string>|null} send null when it is a message like any other; else
 *   what keeps it from being sent, "" when it was
 */

export {};
