/**
 * What people say about one to-do: its comments, and the one that is being written.
 */
import { api } from "../core/api.js";
import { _, formatDay, formatTime } from "../core/i18n.js";
import { uuid } from "../core/uuid.js";
import { reason } from "../ui/form.js";
import { isComposing } from "../ui/grow.js";
import { toast } from "../ui/toast.js";
import { takeBack } from "./undoing.js";

/**
 * @typedef {import("./overlay.js").Person} Person
 * @typedef {{item?: string, uid: string, author: Person, text: string, html: string, created_at: string, edited_at: string|null, deleted_at?: string|null}} Comment
 */

/**
 * @param {object} options
 * @param {import("../accounts/session.js").Session} options.session
 * @param {import("../core/drafts.js").Drafts} options.drafts
 */
export function itemComments({ session, drafts }) {
  /** The to-do they are about. */
  let item = "";
  /** What names the one being written, also when it is sent again because no answer came. */
  let uid = uuid();
  const draft = drafts.at(() => `comment on ${item}`);
  return {
    list: /** @type {Comment[]} */ ([]),
    text: "",
    sending: false,
    /** Which of one's own is being changed; "" for none. */
    editing: "",
    edited: "",

    /**
     * Another to-do is looked at.
     *
     * @param {string} itemUid
     * @param {boolean} isSent what is not sent yet is not known to anybody
     */
    async open(itemUid, isSent) {
      item = itemUid;
      uid = uuid();
      Object.assign(this, { list: [], text: draft.text, sending: false, editing: "", edited: "" });
      if (!isSent) return;
      const answer = await api.get(`/items/${itemUid}/comments`).catch(() => null);
      if (answer && itemUid === item) this.list = answer.comments;
    },

    /** @param {Comment} comment said now, or as it has become */
    hear(comment) {
      if (comment.item !== item) return;
      const others = this.list.filter((each) => each.uid !== comment.uid);
      this.list = comment.deleted_at ? others : [...others, comment].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
    },

    typed() {
      draft.text = this.text;
    },

    async send() {
      const text = this.text.trim();
      const about = item;
      if (!text || this.sending) return;
      this.sending = true;
      try {
        this.hear(await api.post(`/items/${about}/comments`, { uid, text }));
        drafts.set(`comment on ${about}`, "");
        if (about !== item) return;
        uid = uuid();
        this.text = "";
      } catch (error) {
        toast(reason(error));
      } finally {
        if (about === item) this.sending = false;
      }
    },

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      void this.send();
    },

    /** @param {Comment} comment */
    isMine(comment) {
      return comment.author.id === session.user?.id;
    },

    /** @param {Comment} comment */
    edit(comment) {
      Object.assign(this, { editing: comment.uid, edited: comment.text });
      setTimeout(() => document.getElementById("todo-comment-edited")?.focus());
    },

    stopEditing() {
      this.editing = "";
    },

    async save() {
      const text = this.edited.trim();
      const { editing } = this;
      if (!text || !editing) return;
      try {
        this.hear(await api.patch(`/comments/${editing}`, { text }));
        if (this.editing === editing) this.editing = "";
      } catch (error) {
        toast(reason(error));
      }
    },

    /** @param {KeyboardEvent} event */
    editKey(event) {
      if (isComposing(event)) return;
      if (event.key === "Escape") this.stopEditing();
      else if (event.key === "Enter" && !event.shiftKey) void this.save();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },

    /** @param {Comment} comment */
    async remove(comment) {
      try {
        await api.delete(`/comments/${comment.uid}`);
        this.list = this.list.filter((each) => each.uid !== comment.uid);
        takeBack(_("Comment deleted"), () => void this.sayAgain(comment, item));
      } catch (error) {
        toast(reason(error));
      }
    },

    /** @param {Comment} comment @param {string} about */
    async sayAgain({ text }, about) {
      await api.post(`/items/${about}/comments`, { uid: uuid(), text }).then((again) => this.hear(again), (error) => toast(reason(error)));
    },

    /** @param {Comment} comment */
    when(comment) {
      return _("%(day)s %(time)s", { day: formatDay(comment.created_at), time: formatTime(comment.created_at) });
    },
  };
}
