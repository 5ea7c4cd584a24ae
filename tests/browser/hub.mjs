/**
 * The hub under test, reached without a browser: what a customer's handset does, what a person's
 * API client does, and the switches that only a development hub has.
 */

import { setTimeout as delay } from "node:timers/promises";
import { newEmail, unique } from "./customers.mjs";

const given = process.env.HUB_URL;
if (!given) throw new Error("Set HUB_URL to a hub started with `cargo dev up`, such as http://127.0.0.1:4400");

export const HUB_URL = given.replace(/\/+$/, "");
export const PASSWORD = "demo-password-1";
export const AGENT = "agent@acme.test";
export const OWNER = "owner@acme.test";
export const VIEWER = "viewer@acme.test";
export const GLOBEX_OWNER = "owner@globex.test";

/** No mail is waited for longer than this, and it is looked for this often. */
const MAIL_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;

async function ask(path, { method = "GET", token, body } = {}) {
  const response = await fetch(`${HUB_URL}${path}`, {
    method,
    headers: {
      accept: "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  const answer = text.startsWith("{") ? JSON.parse(text) : null;
  return { status: response.status, answer };
}

async function insist(path, options) {
  const { status, answer } = await ask(path, options);
  if (status >= 300) {
    throw new Error(`${options?.method ?? "GET"} ${path} was answered ${status}: ${JSON.stringify(answer)}`);
  }
  return answer;
}

const { tenants } = await insist("/_dev/info");

/** The first number of a tenant. */
export function numberOf(tenantId) {
  const tenant = tenants.find(({ tenant_id }) => tenant_id === tenantId);
  if (!tenant) throw new Error(`the hub has no tenant ${tenantId}`);
  return tenant.numbers[0];
}

/** A customer's handset texts a tenant's number. */
export async function textFrom(customer, body, tenantId = "acme") {
  const answer = await insist("/_dev/phone/send", {
    method: "POST",
    body: { from: customer, to: numberOf(tenantId), body },
  });
  if (answer.problems.length > 0) throw new Error(`the hub answered the carrier badly: ${answer.problems.join("; ")}`);
}

/** A customer writes to Acme on WhatsApp. */
export const whatsappFrom = (customer, profileName, body, sender = "+12015550190") =>
  insist("/_dev/phone/send", {
    method: "POST",
    body: { from: `whatsapp:${customer}`, to: `whatsapp:${sender}`, body, profile_name: profileName },
  });

/** A customer's handset sends files: `pictures` that the simulator makes, or `files` of base64. */
export const filesFrom = (customer, body, what = {}, tenantId = "acme") =>
  insist("/_dev/phone/send", { method: "POST", body: { from: customer, to: numberOf(tenantId), body, ...what } });

/** Makes the simulated carrier misbehave. */
export const armFault = (fault) => insist("/_dev/faults", { method: "POST", body: fault });

/** An organization that no other test has, made without a browser: its owner may sign in with `PASSWORD`. */
export async function newOrganization(organization = unique("Bright Smiles")) {
  const owner = { name: "Nina Newowner", email: newEmail("nina") };
  await insist("/auth/signup", {
    method: "POST",
    body: { organization, ...owner, password: PASSWORD, timeZone: "America/New_York", defaultCountry: "US" },
  });
  return { organization, owner };
}

/** Gives the organization a carrier account that the hub makes and a number, and returns the number. */
export async function withNumber({ owner }, areaCode) {
  const api = await apiOf(owner.email);
  await api.call("/api/integrations/twilio/subaccount", { method: "POST", body: {} });
  return buyNumber(api, areaCode);
}

/** The same with an account that the organization got at the carrier by itself: that account and the number. */
export async function withOwnAccount({ owner }, areaCode) {
  const account = await newCarrierAccount();
  const api = await apiOf(owner.email);
  await api.call("/api/integrations/twilio", { method: "PUT", body: { accountSid: account.sid, authToken: account.token } });
  return { account, own: await buyNumber(api, areaCode) };
}

async function buyNumber(api, areaCode = "415") {
  const { numbers } = await api.call(`/api/numbers/available?country=US&kind=local&areaCode=${areaCode}&sms=true&limit=1`);
  if (numbers.length === 0) throw new Error(`no number for sale in area code ${areaCode}`);
  return api.call("/api/numbers", { method: "POST", body: { number: numbers[0].number, label: "Front desk" } });
}

/** Sends the texts of a number elsewhere, at the carrier and behind the hub's back. */
export const breakNumber = (number) =>
  insist(`/_dev/numbers/${encodeURIComponent(number)}`, { method: "POST", body: { sms_url: "http://127.0.0.1:9/x" } });

/** What somebody does at the simulated carrier, with an account SID and its token. */
async function atCarrier(path, { sid, token }, form = {}) {
  const response = await fetch(`${HUB_URL}${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString("base64")}` },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the carrier answered POST ${path} with ${response.status}: ${await response.text()}`);
  return response.json();
}

/** An account at the carrier that the hub does not know. */
export async function newCarrierAccount() {
  const [{ account_sid, auth_token }] = tenants;
  const made = await atCarrier("/2010-04-01/Accounts.json", { sid: account_sid, token: auth_token }, { FriendlyName: unique("Own") });
  return { sid: made.sid, token: made.auth_token };
}

/** The token that becomes primary once it is promoted. */
export const secondaryTokenOf = async (account) => (await atCarrier("/v1/AuthTokens/Secondary", account)).secondary_auth_token;

/** Ends the primary token; the secondary one takes its place. */
export const promoteTokenOf = (account) => atCarrier("/v1/AuthTokens/Promote", account);

/** Ends the primary token at once, behind the hub's back, and returns the new one. */
export const rotateTokenOf = async (sid) => (await insist(`/_dev/accounts/${sid}/rotate`, { method: "POST", body: {} })).auth_token;

/** Where the link leads that the hub mailed to someone, as a path of the dashboard; the newest one. */
export async function linkMailedTo(email, path) {
  const until = Date.now() + MAIL_WITHIN_MS;
  do {
    const { mails } = await insist("/_dev/mail");
    for (const { to, text } of mails) {
      const links = to === email ? (text.match(/https?:\/\/[^\s"'<>]+#token=[\w~+/=.-]*[\w~+/=-]/g) ?? []) : [];
      const found = links.map((link) => new URL(link)).find(({ pathname }) => pathname === path);
      if (found) return `${found.pathname}${found.hash}`;
    }
    await delay(LOOK_EVERY_MS);
  } while (Date.now() < until);
  throw new Error(`no mail with a link to ${path} came for ${email} within ${MAIL_WITHIN_MS} ms`);
}

/** The carrier refuses the next text to a customer without an answer. */
export const loseNextAnswerTo = (customer) => armFault({ fault: "refuse_before_accept", count: 1, to: customer });

/** Sets the hub's clock ahead; what its pages show of the time stays the machine's. */
export const letTimePass = (seconds) => insist("/_dev/clock", { method: "POST", body: { advance_seconds: seconds } });

/** Closes every socket of the hub without a word, as a network does. */
export const cutSockets = () => insist("/_dev/sockets/cut", { method: "POST" });

/** What a person may ask of the API. `try` gives the status and the answer whatever they are. */
export async function apiOf(email, password = PASSWORD) {
  const { token } = await insist("/auth/login", { method: "POST", body: { email, password } });
  const call = (path, options) => insist(path, { ...options, token });
  return {
    call,
    try: (path, options) => ask(path, { ...options, token }),
    send: (to, message) => call("/api/messages/send", { method: "POST", body: { to, message } }),
    change: (id, patch) => call(`/api/conversations/${encodeURIComponent(id)}`, { method: "PATCH", body: patch }),
    me: () => call("/api/me"),
    async conversationWith(customer) {
      const { conversations } = await call("/api/conversations?limit=100");
      const found = conversations.find(({ theirAddress }) => theirAddress === customer);
      if (!found) throw new Error(`no open conversation with ${customer}`);
      return found;
    },
    async messages(id) {
      const { entries } = await call(`/api/conversations/${encodeURIComponent(id)}/timeline`);
      return entries.filter(({ kind }) => kind === "message").map(({ message }) => message);
    },
  };
}
