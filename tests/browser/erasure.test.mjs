/**
 * Everything of a customer is taken out as a file, and erased with a receipt. The first story sets the hub's clock ahead.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, filesFrom, letTimePass, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

/** The page looks for news of an erasure every few seconds. */
const LOOKED_MS = 15_000;
/** A recording of a call may come so long after its end; until then the call stays. */
const RECORDED_SECONDS = 240;

/** A greeting takes as long as it takes to say it. */
const SAID_MS = 20_000;

/** A word that no other text has. */
const ownWord = () => unique("needle").replace(/[^a-z0-9]/gi, "").toLowerCase();

const details = ({ page }) => page.getByRole("complementary", { name: "Details" });
const eraseButton = (window) => window.button("Erase customer…");
const found = ({ page }) => page.getByTestId("search-results").getByRole("list").getByRole("link");

/** What a click downloads: the file's name and what it holds. */
async function downloaded({ page }, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), content: JSON.parse(await readFile(await download.path(), "utf8")) };
}

async function searchFor(window, words) {
  await window.page.keyboard.press("/");
  await window.search.fill(words);
}

/** A customer with texts both ways, a picture and a call. */
async function knownCustomer(stage, word) {
  const customer = newCustomer();
  await textFrom(customer, `Hello, this is about ${word}`);
  await filesFrom(customer, "Look at this", { pictures: 1 });
  await (await apiOf(AGENT)).send(customer, `We take care of ${word}`);
  const handset = await stage.handset(customer);
  await handset.call();
  await handset.heard.getByText("Thank you for calling").waitFor();
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  return customer;
}

/** By keyboard alone: a wrong number is said at its field, the right one erases. */
async function eraseByKeyboard(owner, customer) {
  const { page } = owner;
  const number = nationally(customer);
  await eraseButton(owner).focus();
  await page.keyboard.press("Enter");
  const dialog = owner.dialog(`Erase ${number}?`);
  await dialog.getByText("This can't be undone.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).and(page.locator(":focus")).waitFor();
  const field = dialog.getByLabel(`Type ${number} to confirm`);
  await page.keyboard.press("Shift+Tab");
  await field.and(page.locator(":focus")).waitFor();
  await page.keyboard.type("(415) 555-0000");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").getByText(`That is another number. Type ${number}`).waitFor();
  assert.deepEqual(await gravestFindings(page), []);
  await field.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

scenario("a customer is exported and erased everywhere, with a receipt, and may begin anew", async (stage) => {
  const word = ownWord();
  const customer = await knownCustomer(stage, word);
  const [olivia, andy] = await Promise.all([OWNER, AGENT].map((email) => stage.windowOf(email)));
  await Promise.all([olivia, andy].map((window) => window.openThread(customer)));
  await olivia.bubbles(`We take care of ${word}`, "delivered").waitFor();
  await searchFor(andy, word);
  await found(andy).first().waitFor();

  const whole = await downloaded(olivia, olivia.button("Export everything"));
  assert.match(whole.name, new RegExp(`^contact-${customer.slice(1)}-\\d{4}-\\d{2}-\\d{2}\\.json$`));
  assert.equal(whole.content.details.address, customer);
  const bodies = whole.content.entries.filter(({ kind }) => kind === "message").map(({ message }) => message.body);
  for (const body of [`Hello, this is about ${word}`, "Look at this", `We take care of ${word}`]) assert.ok(bodies.includes(body), body);
  assert.equal(whole.content.entries.filter(({ kind }) => kind === "call").length, 1);

  await andy.button("Export everything").waitFor();
  assert.equal(await eraseButton(andy).count(), 0);
  await andy.composer.fill("I was just about to");
  await eraseByKeyboard(olivia, customer);
  await olivia.toast(`${nationally(customer)} was erased`).waitFor();
  await olivia.page.waitForURL("**/inbox/open");
  await olivia.page.getByRole("heading", { name: "Inbox" }).and(olivia.page.locator(":focus")).waitFor();
  await olivia.row(customer).waitFor({ state: "detached" });

  await andy.thread.getByText("This conversation was erased").waitFor();
  await found(andy).first().waitFor({ state: "detached" });
  const back = andy.thread.getByRole("link", { name: "Back to the inbox" });
  await back.and(andy.page.locator(":focus")).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await andy.page.keyboard.press("Enter");
  await andy.page.getByText("No conversation open").waitFor();
  await andy.row(customer).waitFor({ state: "detached" });
  for (const sought of [word, nationally(customer)]) {
    await searchFor(andy, sought);
    await andy.page.getByText("No message, name or number has all of these words.").waitFor();
  }

  await olivia.openSettings("Erased customers");
  const receipt = olivia.page.getByTestId("receipt").first();
  await receipt.and(olivia.page.locator("[data-state=running]")).filter({ hasText: `…${customer.slice(-4)}` }).waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
  await letTimePass(RECORDED_SECONDS);
  await receipt.and(olivia.page.locator("[data-state=done]")).waitFor({ timeout: LOOKED_MS });
  await receipt.getByRole("button").click();
  const shown = olivia.dialog(`Number ending in ${customer.slice(-4)}`);
  await shown.getByText("The record of who did what; it is never changed.").waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
  const kept = await downloaded(olivia, shown.getByRole("button", { name: "Download receipt" }));
  assert.match(kept.name, new RegExp(`^erasure-${customer.slice(-4)}-`));
  assert.equal(kept.content.state, "done");
  assert.equal(kept.content.leftAtCarrier, 0);
  const { conversations, messages, calls, files } = kept.content.erased;
  assert.deepEqual({ conversations, messages, calls, files }, { conversations: 1, messages: 3, calls: 1, files: 1 });
  assert.ok(!JSON.stringify(kept.content).includes(customer), "the receipt names the number's end alone");

  const again = unique("I am back");
  await textFrom(customer, again);
  await andy.openInbox();
  await andy.openThread(customer);
  await andy.bubbles(again).waitFor();
  assert.equal(await andy.log.getByTestId("message").count(), 1);
  assert.equal(await andy.log.getByTestId("call").count(), 0);
  assert.equal(await andy.composer.inputValue(), "");
});

scenario("the audit names both deeds, and only owners see the receipts", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Forget me, please");
  const api = await apiOf(OWNER);
  await api.call(`/api/contacts/con_${customer.slice(1)}/export`);
  await api.call(`/api/contacts/con_${customer.slice(1)}/erase`, { method: "POST", body: { confirm: customer } });
  const olivia = await stage.windowOf(OWNER);
  await olivia.openSettings("Audit");
  await olivia.page.getByText(`Exported everything about ${nationally(customer)}`).waitFor();
  await olivia.page.getByText(`Erased …${customer.slice(-4)} and everything they left`).waitFor();
  const andy = await stage.windowOf(AGENT);
  await andy.openSettings("Erased customers");
  await andy.page.getByText("Only owners see who was erased").waitFor();
});

scenario("an export shows how far it is, is canceled, and can be tried again when it fails", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  const isOfExport = (url) => url.pathname.endsWith("/export");
  const refusal = { status: 503, json: { code: "unavailable", error: "The hub is busy. Try again in a moment." } };
  // The first part comes, and the second one not before it is let go.
  let letGo = () => undefined;
  await andy.page.route(isOfExport, async (route) => {
    if (new URL(route.request().url()).searchParams.has("cursor")) await new Promise((resolve) => (letGo = resolve));
    await route.continue().catch(() => undefined);
  });
  await andy.button("Export everything").click();
  await details(andy).getByRole("status").filter({ hasText: "Exporting…" }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await andy.button("Cancel export").click();
  await andy.button("Export everything").waitFor();
  letGo();

  await andy.page.unroute(isOfExport);
  await andy.page.route(isOfExport, (route) => route.fulfill(refusal));
  await andy.button("Export everything").click();
  const problem = andy.toast("Couldn't export: The hub is busy.");
  await problem.waitFor();
  await andy.page.unroute(isOfExport);
  const { content } = await downloaded(andy, problem.getByRole("button", { name: "Retry" }));
  assert.deepEqual(content.entries.map(({ message }) => message.body), ["Hello"]);
});

scenario("on a phone, in the dark, the drawer leads to the question, and a viewer is offered neither", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello");
  const olivia = await stage.windowOf(OWNER, { width: 390, height: 780, theme: "dark" });
  await olivia.openThread(customer);
  await olivia.button("Show details").click();
  await eraseButton(olivia).click();
  const dialog = olivia.dialog(`Erase ${nationally(customer)}?`);
  await dialog.getByText("What stays:").waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
  await dialog.getByRole("button", { name: "Erase customer" }).click();
  await dialog.getByText(`Type ${nationally(customer)} to erase this customer`).waitFor();
  await dialog.getByLabel("to confirm").fill(customer.slice(2));
  await dialog.getByRole("button", { name: "Erase customer" }).click();
  await olivia.inbox.waitFor();
  await olivia.row(customer).waitFor({ state: "detached" });
  await olivia.page.goto("/settings/erasures");
  await olivia.page.getByTestId("receipt").filter({ hasText: `…${customer.slice(-4)}` }).first().waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);

  const other = newCustomer();
  await textFrom(other, "Hello");
  const vera = await stage.windowOf(VIEWER);
  await vera.openThread(other);
  await details(vera).getByText("First contact").waitFor();
  assert.equal(await vera.page.getByText("Everything they left").count(), 0);
});

scenario("the receipts say when there are none, when they cannot be read, and when there are more", async (stage) => {
  const olivia = await stage.windowOf(OWNER);
  const { page } = olivia;
  const isReceipts = (url) => url.pathname === "/api/erasures";
  const answer = (status, json) => page.route(isReceipts, (route) => route.fulfill({ status, json }));
  await answer(500, { code: "internal", error: "Broken." });
  await olivia.openSettings("Erased customers");
  await page.getByText("Couldn't load the receipts").waitFor();
  await page.unroute(isReceipts);
  await answer(200, { erasures: [], nextCursor: null });
  await olivia.button("Retry").click();
  await page.getByText("Nobody was erased").waitFor();
  assert.deepEqual(await gravestFindings(page), []);

  const nothing = { conversations: 1, messages: 0, calls: 0, notes: 0, scheduled: 0, files: 0, callShares: 0, campaignRows: 0, carrierCopies: 0 };
  const receipt = (id, contact) => ({
    ...{ id, contact, state: "done", erased: nothing, leftAtCarrier: 2, kept: [] },
    ...{ requestedBy: { kind: "person", name: "Olivia Owner" }, requestedAt: "2026-03-01T10:00:00Z", finishedAt: "2026-03-01T10:00:04Z" },
  });
  await page.unroute(isReceipts);
  await page.route(isReceipts, (route) => {
    const isSecond = new URL(route.request().url()).searchParams.get("cursor") === "more";
    const json = isSecond ? { erasures: [receipt("ers_1", "…0171")], nextCursor: null } : { erasures: [receipt("ers_2", "…0172")], nextCursor: "more" };
    return route.fulfill({ json });
  });
  await page.reload();
  await page.getByTestId("receipt").filter({ hasText: "2 messages or recordings" }).waitFor();
  await olivia.button("Load more").click();
  await page.getByTestId("receipt").filter({ hasText: "…0171" }).waitFor();
  assert.equal(await page.getByTestId("receipt").count(), 2);
});
