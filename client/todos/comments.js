/**
 * What people say about one to-do: its comments, the one that is being written, and the one that is being changed.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
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

/** What is on its way, by to-do: the dialog may be closed and opened again meanwhile. @type {Map<string, Promise<Comment>>} */
const going = new Map();

/**
 * @param {object} options
 * @param {import("../accounts/session.js").Session} options.session
 * @param {import("../core/drafts.js").Drafts} options.drafts
 */
export function itemComments({ session, drafts }) {
  /** The to-do they are about. */
  let item = "";
  return {
    list: /** @type {Comment[]} */ ([]),
    text: "",
    sending: false,
    problem: "",
    /** Which of one's own is being changed; "" for none. */
    editing: "",
    edited: "",
    saving: false,
    editProblem: "",

    /**
     * Another to-do is looked at.
     *
     * @param {string} about
     * @param {boolean} isSent what is not sent yet is not known to anybody
     */
    async open(about, isSent) {
      item = about;
      Object.assign(this, { list: [], text: drafts.get(draftOf(about)), sending: false, problem: "", editing: "", edited: "", saving: false, editProblem: "" });
      const sent = going.get(about);
      if (sent) void this.follow(sent, about);
      if (!isSent) return;
      const answer = await api.get(`/items/${about}/comments`).catch(() => null);
      if (!answer || about !== item) return;
      this.list = answer.comments;
    },

    /** @param {Comment} comment said now, or as it has become */
    hear(comment) {
      if (comment.item !== item) return;
      const others = this.list.filter((each) => each.uid !== comment.uid);
      this.list = comment.deleted_at ? others : [...others, comment].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
    },

    typed() {
      this.problem = "";
      drafts.set(draftOf(item), this.text);
    },

    async send() {
      const text = this.text.trim();
      if (text && !this.sending) await this.follow(deliver(drafts, item, text), item);
    },

    /**
     * Show what becomes of one that is on its way. Nothing can be written over it meanwhile.
     *
     * @param {Promise<Comment>} sent
     * @param {string} about
     */
    async follow(sent, about) {
      Object.assign(this, { sending: true, problem: "" });
      try {
        this.hear(await sent);
        if (about === item) this.text = drafts.get(draftOf(about));
      } catch (error) {
        if (about === item) this.problem = explain(error);
        else toast(explain(error));
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

    // Changing one

    /** @param {Comment} comment */
    edit({ uid, text }) {
      Object.assign(this, { editing: uid, edited: drafts.get(changeOf(uid)) || text, editProblem: "" });
      setTimeout(() => document.getElementById("todo-comment-edited")?.focus());
    },

    editTyped() {
      this.editProblem = "";
      drafts.set(changeOf(this.editing), this.edited);
    },

    stopEditing() {
      const uid = this.editing;
      drafts.set(changeOf(uid), "");
      this.editing = "";
      setTimeout(() => document.getElementById(this.editId(uid))?.focus());
    },

    async save() {
      const text = this.edited.trim();
      const { editing } = this;
      if (!text || !editing || this.saving) return;
      this.saving = true;
      try {
        this.hear(await api.patch(`/comments/${editing}`, { text }));
        if (this.editing === editing) this.stopEditing();
        else drafts.set(changeOf(editing), "");
      } catch (error) {
        if (this.editing === editing) this.editProblem = explain(error);
        else toast(explain(error));
      } finally {
        this.saving = false;
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

    /** Of the button that begins it, which gets the focus back. @param {string} uid */
    editId(uid) {
      return `todo-comment-edit-${uid}`;
    },

    /** @param {Comment} comment */
    async remove(comment) {
      const about = item;
      try {
        await api.delete(`/comments/${comment.uid}`);
        this.list = this.list.filter((each) => each.uid !== comment.uid);
        takeBack(_("Comment deleted"), () => void this.sayAgain(comment, about));
      } catch (error) {
        toast(explain(error));
      }
    },

    /** @param {Comment} comment @param {string} about */
    async sayAgain({ text }, about) {
      await api.post(`/items/${about}/comments`, { uid: uuid(), text }).then((again) => this.hear(again), (error) => toast(explain(error)));
    },

    /** @param {Comment} comment */
    when(comment) {
      return _("%(day)s %(time)s", { day: formatDay(comment.created_at), time: formatTime(comment.created_at) });
    },
  };
}

/**
 * Send a comment. Sent again with the same words, also by another page, it keeps its name, so that one whose answer got
 * lost is not said twice; other words are another comment.
 *
 * @param {import("../core/drafts.js").Drafts} drafts
 * @param {string} about
 * @param {string} text
 * @returns {Promise<Comment>}
 */
function deliver(drafts, about, text) {
  const name = `sent comment on ${about}`;
  const [before, ...words] = drafts.get(name).split("\n");
  const uid = before && words.join("\n") === text ? before : uuid();
  drafts.set(name, `${uid}\n${text}`);
  const sent = api.post(`/items/${about}/comments`, { uid, text }).then((comment) => {
    drafts.set(name, "");
    drafts.set(draftOf(about), "");
    return comment;
  });
  going.set(about, sent);
  const over = () => going.get(about) === sent && going.delete(about);
  sent.then(over, over);
  return sent;
}

/** @param {string} about */
function draftOf(about) {
  return `comment on ${about}`;
}

/** @param {string} uid */
function changeOf(uid) {
  return `change of comment ${uid}`;
}

/** @param {unknown} error */
function explain(error) {
  const [field] = error instanceof ApiError ? Object.values(error.fields) : [];
  return field ?? reason(error);
}
