/**
 * A certified OpenID Connect provider for tests: `node tests/oidc-provider.mjs <port>`.
 *
 * Whoever signs in says who they are, and may say no. What it answers besides is told to it by `PUT /switches`:
 * `people` (claims by account), `slow` (milliseconds before each answer), `broken` (paths answered with nonsense),
 * `other_user` (the user information is of somebody else).
 */
import { createServer } from "node:http";

import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
let switches = {};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "parley",
      client_secret: "a secret of the tests, known to everybody",
      // Each test has a port of its own; see redirectUriAllowed.
      redirect_uris: ["http://127.0.0.1/oauth/acme/callback"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
  cookies: { keys: ["a key of the tests"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...switches.people?.[id] }) }),
  // Whoever signs in has agreed to what is asked of them.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/(localhost|127\.0\.0\.1(:\d+)?)\/oauth\/\w+\/callback$/.test(uri);

const FORM = `<!doctype html><html lang="en"><title>Acme</title><h1>Acme</h1>
<form method="post"><label>Account <input name="account"></label>
<button name="answer" value="yes">Yes, it is me</button> <button name="answer" value="no">No</button></form>`;

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

createServer(async (request, response) => {
  const path = request.url.split("?")[0];
  if (path === "/switches") {
    switches = JSON.parse(await bodyOf(request));
    response.end();
    return;
  }
  if (switches.slow) await new Promise((go) => setTimeout(go, switches.slow));
  if (switches.broken?.includes(path)) {
    response.setHeader("Content-Type", "text/html");
    response.end("<h1>It works!</h1>");
    return;
  }
  if (path === "/me" && switches.other_user) {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ sub: switches.other_user, email: "victim@example.org", email_verified: true }));
    return;
  }
  if (!path.startsWith("/interaction/")) {
    provider.callback()(request, response);
    return;
  }
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(FORM);
    return;
  }
  const answer = new URLSearchParams(await bodyOf(request));
  const said = answer.get("answer") === "no" ? { error: "access_denied" } : { login: { accountId: answer.get("account") } };
  await provider.interactionFinished(request, response, said);
}).listen(port, "127.0.0.1");
