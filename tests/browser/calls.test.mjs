/**
 * Calls, in a real browser: a customer's handset on one side, the team's windows on the other.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, OWNER, textFrom } from "./hub.mjs";
import { scenario } from "./stage.mjs";

/** A greeting takes as long as it takes to say it. */
const SAID_MS = 20_000;

/** What happens to a call of acme's number, whatever the hour. */
async function routes(voice) {
  const api = await apiOf(OWNER);
  const { numbers } = await api.call("/api/numbers");
  const { id, version } = numbers.find(({ number }) => number === "+12015550123");
  await api.call(`/api/numbers/${id}`, { method: "PATCH", body: { version, voice } });
}

const calls = (window, outcome) => window.log.locator(`[data-testid=call][data-outcome=${outcome}]`);

scenario("a caller leaves a message, which the team reads and hears, and which is new to nobody then", async (stage) => {
  await routes({ mode: "voicemail", greeting: "Please leave a message.", voicemail: { on: true, transcribe: true } });
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(customer);
  const words = unique("Please call me back about Friday");

  await handset.call();
  await handset.heard.getByText("Please leave a message.").waitFor({ timeout: SAID_MS });
  await handset.heard.getByText("Beep", { exact: true }).waitFor({ timeout: SAID_MS });
  await handset.speak(words);
  // Silence ends the message.
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  await andy.row(customer).filter({ hasText: "Voicemail" }).waitFor();
  await andy.row(customer).and(andy.page.locator("[data-unread=true]")).waitFor();

  await andy.openThread(customer);
  const call = calls(andy, "voicemail");
  await call.getByText(words).waitFor();
  await call.getByText("New", { exact: true }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  const player = call.getByRole("group", { name: "Voicemail" });
  await player.getByRole("button", { name: "Play" }).click();
  await call.getByText("New", { exact: true }).waitFor({ state: "detached" });

  await andy.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calls" }).click();
  await andy.page.getByRole("navigation", { name: "Calls by kind" }).getByRole("link", { name: "Voicemail" }).click();
  const row = andy.page.getByTestId("call-row").filter({ hasText: words });
  await row.getByRole("button", { name: "Archive", exact: true }).click();
  await row.waitFor({ state: "detached" });
  await andy.page.getByRole("navigation", { name: "Calls by kind" }).getByRole("link", { name: "Archive" }).click();
  await row.waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
});

scenario("a call that goes on is seen while it does, and a missed one afterwards", async (stage) => {
  await routes({ mode: "greeting", greeting: "We are at lunch, and will be back at two." });
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(customer);
  await andy.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calls" }).click();
  await handset.call();
  await andy.page.getByRole("region", { name: "Going on now" }).getByTestId("call-row").waitFor();
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  await andy.page.getByRole("region", { name: "Going on now" }).waitFor({ state: "detached" });
  await andy.page.locator("[data-testid=call-row][data-outcome=missed]").first().waitFor();
  await andy.openInbox();
  await andy.row(customer).filter({ hasText: "Missed call" }).waitFor();
});

scenario("a call is forwarded, taken, and stands in the thread with its length", async (stage) => {
  const colleague = newCustomer();
  await routes({ mode: "forward", forwardTo: colleague, ringSeconds: 20, greeting: null });
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  const [handset, phone] = [await stage.handset(customer), await stage.handset(colleague)];
  await phone.isReachable();
  await handset.call();
  await phone.onCall("Answer");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await phone.onCall("Hang up");
  await andy.openThread(customer);
  await calls(andy, "forwarded").getByText(/^0:\d\d$/).waitFor();
});

scenario("a customer is called back: one's own phone rings first, then theirs, and the thread shows it", async (stage) => {
  const [customer, colleague] = [newCustomer(), newCustomer()];
  await textFrom(customer, unique("Please call me"));
  const andy = await stage.windowOf(AGENT);
  const [theirs, own] = [await stage.handset(customer), await stage.handset(colleague)];
  await Promise.all([theirs.isReachable(), own.isReachable()]);
  await andy.openThread(customer);
  await andy.button("Call").click();
  const dialog = andy.dialog(/^Call /);
  await dialog.getByRole("button", { name: "Call", exact: true }).click();
  await dialog.getByText("Write a phone number").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await dialog.getByLabel("Your phone").fill(colleague);
  await dialog.getByRole("button", { name: "Call", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await own.onCall("Answer");
  await theirs.onCall("Answer");
  await theirs.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await theirs.onCall("Hang up");
  await calls(andy, "answered").getByText("Outgoing call").waitFor();
});
