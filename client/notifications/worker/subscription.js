/**
 * What the server has to know of a subscription.
 *
 * @param {PushSubscription} subscription
 * @returns {{endpoint: string, p256dh: string, auth: string}}
 */
export function subscriptionOf(subscription) {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return { endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" };
}
