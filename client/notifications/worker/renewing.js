/**
 * The browser has ended or changed its subscription by itself: it is taken out anew, as long as somebody is signed in.
 */
import { scope } from "../../core/worker/scope.js";
import { send } from "./server.js";
import { subscriptionOf } from "./subscription.js";

scope.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

/** @param {PushSubscriptionChangeEvent} event */
async function renew({ newSubscription, oldSubscription }) {
  const key = oldSubscription?.options.applicationServerKey ?? (await serverKey());
  if (!newSubscription && !key) return;
  const fresh = newSubscription ?? (await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const outcome = await send(undefined, "POST", "/push/subscriptions", subscriptionOf(fresh));
  // Nobody is there any more for whom it would be.
  if (outcome.kind === "out") await fresh.unsubscribe();
}

/** @returns {Promise<string|null>} */
async function serverKey() {
  const outcome = await send(undefined, "GET", "/push/key");
  return outcome.kind === "done" ? outcome.data.key : null;
}
