/**
 * People named in messages with an @. Here is what is needed to know one when there is one; all else is fetched with the
 * first of them.
 */

/** @typedef {ReturnType<typeof import("./mentions/later.js").createMentions>} Later */

/**
 * @param {import("./extras.js").Extras} extras what else is added to the conversation
 * @param {Parameters<typeof import("./mentions/later.js").createMentions>[0]} options
 * @returns {import("./extras.js").Extras}
 */
export function withMentions(extras, options) {
  /** @type {Later|null} */
  let later = null;

  /** @param {(later: Later) => void} work */
  async function soon(work) {
    // Without a connection it is tried again with the next one; the names stand there all the same.
    later ??= await import("./mentions/later.js").then((found) => later ?? found.createMentions(options), () => null);
    if (later) work(later);
  }

  return {
    ...extras,

    attend(main, message) {
      extras.attend(main, message);
      if (message.text.includes("@")) void soon((found) => found.mark(main, message));
    },

    typed(typing) {
      extras.typed(typing);
      if (later) later.typed(typing);
      // What was typed before the code for it came may be another text by now.
      else if (typing.text.includes("@")) void soon((found) => typing.text === typing.area.value && found.typed(typing));
    },

    key: (event) => extras.key(event) || (later?.key(event) ?? false),

    send(text, roomId) {
      const other = extras.send(text, roomId);
      if (other || !/@(room|here)\b/i.test(text)) return other;
      return later?.send(text, roomId) ?? null;
    },
  };
}
