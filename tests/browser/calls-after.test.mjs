/**
 * What is done with a call afterwards, in a real browser: the list is narrowed, a caller is texted,
 * a voicemail is shared with somebody who has no account, and its words are kept as a file.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, newEmail, unique } from "./customers.mjs";
import { AGENT, apiOf, HUB_URL, OWNER, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

/** A greeting takes as long as it takes to say it. */
const SAID_MS = 20_000;

/** What happens to a call of acme's number, and that no follow-up waits for the morning. */
async function routes(voice) {
  const api = await apiOf(OWNER);
  const { numbers } = await api.call("/api/numbers");
  const { id, version } = numbers.find(({ number }) => number === "+12015550123");
  await api.call(`/api/numbers/${id}`, { method: "PATCH", body: { version, voice } });
  const settings = await api.call("/api/settings");
  const quietHours = { ...settings.quietHours, enabled: false };
  await api.call("/api/settings", { method: "PATCH", body: { version: settings.version, quietHours } });
}

/** A customer leaves a message; the customer and the words. */
async function leftMessage(stage) {
  await routes({ mode: "voicemail", greeting: "Leave a message.", voicemail: { on: true, transcribe: true } });
  const customer = newCustomer();
  const words = unique("Please call me back about Friday");
  const handset = await stage.handset(customer);
  await handset.call();
  await handset.heard.getByText("Beep", { exact: true }).waitFor({ timeout: SAID_MS });
  await handset.speak(words);
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  return { customer, words, handset };
}

/** A customer calls and nobody takes it. */
async function missedCall(stage) {
  await routes({ mode: "greeting", greeting: "We are at lunch." });
  const customer = newCustomer();
  const handset = await stage.handset(customer);
  await handset.call();
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  return { customer, handset };
}

/** The list of calls, with the row of a customer. */
async function callsWith(window, customer) {
  await window.page.goto("/calls");
  const row = window.page.getByTestId("call-row").filter({ hasText: nationally(customer) });
  await row.waitFor();
  return row;
}

async function choose(window, row, name) {
  await row.getByRole("button", { name: /^Actions for the call/ }).click();
  await window.page.getByRole("menuitem", { name }).click();
}

/** The newest link to a shared call that was mailed to somebody. */
async function linkTo(email) {
  const { mails } = await (await fetch(`${HUB_URL}/_dev/mail`, { headers: { accept: "application/json" } })).json();
  const { text } = mails.find(({ to }) => to === email);
  return new URL(/https?:\/\/\S+\/shared\/\S+/.exec(text)[0]).pathname;
}

scenario("a voicemail is shared with somebody who has no account, until the team ends it", async (stage) => {
  const { customer, words } = await leftMessage(stage);
  const andy = await stage.windowOf(AGENT);
  const row = await callsWith(andy, customer);
  await row.getByText(words).waitFor();
  await choose(andy, row, "Share…");
  const dialog = andy.dialog("Share this voicemail");
  await dialog.getByText("Nobody yet.").waitFor();
  await dialog.getByRole("button", { name: "Mail a link" }).click();
  await dialog.getByText("Write a full email address").waitFor();
  const email = newEmail("ivy");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Mail a link" }).click();
  await dialog.getByText("Not opened yet").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);

  const path = await linkTo(email);
  const ivy = await stage.window({ width: 390, height: 844 }, path);
  await ivy.page.getByRole("heading", { name: /^Voicemail to Acme/ }).waitFor();
  await ivy.page.getByText(words).waitFor();
  const body = await ivy.page.locator("body").innerText();
  assert.ok(!body.includes(nationally(customer)) && body.includes(`ending in ${customer.slice(-4)}`), body);
  assert.deepEqual(await gravestFindings(ivy.page), []);
  await ivy.page.getByRole("button", { name: "Play" }).click();
  await ivy.page.getByRole("button", { name: "Pause" }).or(ivy.page.getByLabel("Place in the recording").and(ivy.page.locator(":enabled"))).first().waitFor();
  const page = await fetch(`${HUB_URL}${path}`);
  assert.match(page.headers.get("x-robots-tag"), /noindex/);
  assert.equal(page.headers.get("referrer-policy"), "no-referrer");

  await andy.page.keyboard.press("Escape");
  await choose(andy, row, "Share…");
  await dialog.getByText(/^Opened once .* with Chrome on/).waitFor();
  await dialog.getByRole("button", { name: `End the share with ${email}` }).click();
  await dialog.getByText("Ended by the team").waitFor();
  await ivy.page.reload();
  await ivy.page.getByRole("heading", { name: "This link has ended" }).waitFor();
  assert.deepEqual(await gravestFindings(ivy.page), []);
  await ivy.page.goto("/shared/nothing");
  await ivy.page.getByRole("heading", { name: "This link opens nothing" }).waitFor();
});

scenario("a missed caller is texted back once, and not beyond 160 characters", async (stage) => {
  const { customer, handset } = await missedCall(stage);
  const andy = await stage.windowOf(AGENT, { width: 390, height: 844, theme: "dark" });
  const row = await callsWith(andy, customer);
  await row.getByRole("button", { name: /^Actions for the call/ }).click();
  await andy.page.getByRole("menuitem", { name: "Text back…" }).waitFor();
  assert.equal(await andy.page.getByRole("menuitem", { name: /Share|Download|Export/ }).count(), 0, "there is nothing to share");
  await andy.page.getByRole("menuitem", { name: "Text back…" }).click();
  const dialog = andy.dialog(/^Text /);
  const box = dialog.getByRole("textbox", { name: "Message" });
  await box.fill("x".repeat(161));
  await dialog.getByText("161/160").waitFor();
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.getByText("At most 160 characters").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  const text = unique("Sorry that we missed you");
  await box.fill(text);
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.waitFor({ state: "detached" });
  await andy.toast("The text is on its way").waitFor();
  await handset.page.getByText(text).waitFor();
  await choose(andy, row, "Text back…");
  await box.fill("And another one");
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.getByRole("alert").getByText("got an automated text within the hour").waitFor();
});

scenario("calls are narrowed by what stands in the address", async (stage) => {
  const { customer } = await missedCall(stage);
  const andy = await stage.windowOf(AGENT);
  const row = await callsWith(andy, customer);
  const search = andy.page.getByRole("searchbox", { name: "Name or number" });
  await search.fill(nationally(customer));
  await andy.page.waitForURL((url) => url.searchParams.get("customer") === nationally(customer));
  await row.waitFor();
  assert.equal(await andy.page.getByTestId("call-row").count(), 1);
  await andy.page.getByLabel("Direction").selectOption("Outgoing");
  await andy.page.getByText("No such calls").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await andy.page.reload();
  await andy.page.getByText("No such calls").waitFor();
  assert.equal(await search.inputValue(), nationally(customer), "the address holds it");
  await andy.button("Clear the filters").click();
  await andy.page.waitForURL((url) => url.search === "");
  await andy.page.waitForFunction(() => document.querySelector("input[type=search]").value === "");
  await andy.page.getByLabel("Outcome").selectOption("Missed");
  await row.waitFor();
});

scenario("the words of a call are kept as a file, and who may only read may listen", async (stage) => {
  const { customer, words } = await leftMessage(stage);
  const owner = await stage.windowOf(OWNER);
  const row = await callsWith(owner, customer);
  await row.getByRole("button", { name: /^Actions for the call/ }).click();
  const [download] = await Promise.all([
    owner.page.waitForEvent("download"),
    owner.page.getByRole("menuitem", { name: "Export transcript" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^transcript-\d{4}-\d\d-\d\d\.txt$/);
  assert.ok((await readFile(await download.path(), "utf8")).includes(words));
  await owner.page.goto("/settings/audit?action=call");
  await owner.page.getByText(/^Exported the transcript of a call with/).first().waitFor();

  const viewer = await stage.windowOf(VIEWER);
  const theirs = await callsWith(viewer, customer);
  await theirs.getByRole("button", { name: /^Actions for the call/ }).click();
  await viewer.page.getByRole("menuitem", { name: "Download recording" }).waitFor();
  assert.equal(await viewer.page.getByRole("menuitem").count(), 1);
});

scenario("an owner says how long recordings are kept, and whether the carrier keeps its copy", async (stage) => {
  const owner = await stage.windowOf(OWNER);
  await owner.openSettings("Organization");
  const days = owner.page.getByLabel("Keep recordings for days");
  await days.fill("0");
  await owner.page.getByRole("radio", { name: /^Delete it at Twilio/ }).check();
  await owner.button("Save").click();
  await owner.page.getByText("Write 1 to 3,650 days, or nothing").waitFor();
  await days.fill("90");
  await owner.button("Save").click();
  await owner.toast("Settings saved").waitFor();
  assert.deepEqual(await gravestFindings(owner.page), []);
  const settings = await (await apiOf(OWNER)).call("/api/settings");
  assert.deepEqual([settings.recordingsKeptDays, settings.recordingsAtCarrier], [90, "delete"]);
});
