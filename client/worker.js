/**
 * The service worker: what works with every tab closed. Built into one script, served at /worker.js; the only file that
 * knows every part of it.
 */
import "./core/worker/shell.js";
import "./notifications/worker/push.js";
import "./notifications/worker/clicks.js";
import "./notifications/worker/renewing.js";
import "./notifications/worker/talking.js";
