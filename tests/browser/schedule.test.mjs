/**
 * Texts for later, in a real browser: written beside Send, changed, taken back, and sent when the
 * hub's clock comes to their time. The clock is set ahead by the last story, so it stays the last.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, letTimePass, numberOf, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

/** Begins a thread with a customer and opens it. */
async function threadWith(window, customer) {
  await textFrom(customer, unique("Good morning"));
  await window.openThread(customer);
}

/** The thread's texts that are still to be sent. */
const waiting = (window, words) => window.thread.getByRole("list", { name: "Scheduled texts" }).getByRole("listitem").filter({ hasText: words });

const choose = (window, choice) => window.page.getByRole("menuitem", { name: choice }).click();

async function sendLater(window, body, choice) {
  await window.composer.fill(body);
  await window.button("Send later").click();
  await choose(window, choice);
}

const moreFor = (row) => row.getByRole("button", { name: /^More for the text/ });

scenario("a text is scheduled by a preset, changed, and seen by the whole team", async (stage) => {
  const customer = newCustomer();
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  await threadWith(andy, customer);
  await olivia.openThread(customer);

  const first = unique("See you tomorrow");
  await sendLater(andy, first, /^Tomorrow 9:00/);
  await andy.toast("Scheduled for tomorrow at 9:00 AM").waitFor();
  assert.equal(await andy.composer.inputValue(), "", "the composer is free again");
  for (const window of [andy, olivia]) {
    await waiting(window, first).filter({ hasText: "Tomorrow at 9:00 AM" }).waitFor();
  }

  const better = unique("See you on Friday");
  await moreFor(waiting(olivia, first)).click();
  await choose(olivia, "Edit");
  const dialog = olivia.dialog("Edit scheduled text");
  assert.match(await dialog.textContent(), /America\/New York time/);
  await dialog.getByLabel("Message").fill(better);
  await dialog.getByLabel("Cancel if they reply").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  for (const window of [andy, olivia]) {
    await waiting(window, better).filter({ hasText: "canceled if they reply" }).waitFor();
    await waiting(window, first).waitFor({ state: "detached" });
  }
});

scenario("two people who change the same text are told of each other", async (stage) => {
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  await threadWith(andy, customer);
  const words = unique("From the start");
  await sendLater(andy, words, /^Tomorrow 9:00/);
  await moreFor(waiting(andy, words)).click();
  await choose(andy, "Edit");
  const dialog = andy.dialog("Edit scheduled text");
  await dialog.getByLabel("Message").waitFor();

  const api = await apiOf(OWNER);
  const { scheduled } = await api.call("/api/messages/scheduled?limit=100");
  const { id } = scheduled.find(({ body }) => body === words);
  const theirs = unique("From the owner");
  await api.call(`/api/messages/scheduled/${id}`, { method: "PATCH", body: { version: 1, message: theirs } });

  const mine = unique("From the agent");
  await dialog.getByLabel("Message").fill(mine);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: theirs }).waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await waiting(andy, mine).waitFor();
});

scenario("any other time can be picked, and a time that has passed is refused beside its field", async (stage) => {
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  await threadWith(andy, customer);
  await sendLater(andy, unique("At a time"), "Pick date and time…");
  const dialog = andy.dialog("Send later");
  const time = dialog.getByLabel("Date and time");
  await time.fill("2020-01-01T09:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await dialog.getByRole("alert").filter({ hasText: "That time has passed." }).waitFor();
  const nextYear = new Date().getFullYear() + 1;
  await time.fill(`${nextYear}-01-15T14:30`);
  await dialog.getByText(`January 15, ${nextYear} at 2:30 PM`).waitFor();
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await waiting(andy, "At a time").filter({ hasText: "at 2:30 PM" }).waitFor();
});

scenario("the list of scheduled texts leads to each, cancels it, and sends it now", async (stage) => {
  const [customer, other] = [newCustomer(), newCustomer()];
  const andy = await stage.windowOf(AGENT);
  await threadWith(andy, customer);
  const [canceled, sent] = [unique("Not after all"), unique("Rather now")];
  await sendLater(andy, canceled, /^Tomorrow 9:00/);
  await waiting(andy, canceled).waitFor();
  await sendLater(andy, sent, /^Tomorrow 9:00/);
  await waiting(andy, sent).waitFor();

  await andy.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Scheduled" }).click();
  const page = andy.page.getByRole("main", { name: "Scheduled", exact: true });
  const row = (words) => page.getByTestId("scheduled-text").filter({ hasText: words });
  await moreFor(row(canceled)).click();
  await choose(andy, "Cancel");
  await andy.dialog("Cancel this text?").getByRole("button", { name: "Cancel the text" }).click();
  await row(canceled).waitFor({ state: "detached" });
  await moreFor(row(sent)).click();
  await choose(andy, "Send now");
  await row(sent).waitFor({ state: "detached" });

  const states = page.getByRole("navigation", { name: "Scheduled by state" });
  await states.getByRole("link", { name: "Canceled" }).click();
  await row(canceled).filter({ hasText: "Somebody of the team canceled this." }).waitFor();
  await states.getByRole("link", { name: "Sent", exact: true }).click();
  await row(sent).getByRole("link").first().click();
  await andy.bubbles(sent, "delivered").waitFor();
  await waiting(andy, canceled).waitFor({ state: "detached" });

  const viewer = await stage.windowOf(VIEWER);
  const api = await apiOf(OWNER);
  const local = `${new Date().getFullYear() + 1}-01-02T09:00`;
  const words = unique("Only to be read");
  const sendAt = { local, zone: "UTC" };
  await api.call("/api/messages/scheduled", { method: "POST", body: { to: other, from: numberOf("acme"), message: words, sendAt } });
  await viewer.page.goto("/scheduled");
  await viewer.page.getByTestId("scheduled-text").filter({ hasText: words }).waitFor();
  await moreFor(viewer.page.getByTestId("scheduled-text").filter({ hasText: words })).click();
  assert.equal(await viewer.page.getByRole("menuitem").count(), 1, "who only reads can open the conversation and no more");
});

scenario("nobody is shut out: axe, a phone's width and the dark theme", async (stage) => {
  const customer = newCustomer();
  for (const options of [{ theme: "light" }, { theme: "dark", width: 390, height: 844 }]) {
    const andy = await stage.windowOf(AGENT, options);
    await threadWith(andy, customer);
    const words = unique("Within reach");
    await sendLater(andy, words, /^Tomorrow 9:00/);
    await waiting(andy, words).waitFor();
    assert.deepEqual(await gravestFindings(andy.page), []);
    await moreFor(waiting(andy, words)).click();
    await choose(andy, "Edit");
    await andy.dialog("Edit scheduled text").getByLabel("Message").waitFor();
    assert.deepEqual(await gravestFindings(andy.page), []);
    await andy.page.keyboard.press("Escape");
    await andy.page.goto("/scheduled");
    await andy.page.getByTestId("scheduled-text").filter({ hasText: words }).waitFor();
    assert.deepEqual(await gravestFindings(andy.page), []);
    const overflow = await andy.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, "nothing is wider than the window");
    for (const { id, body } of (await (await apiOf(OWNER)).call("/api/messages/scheduled?limit=100")).scheduled) {
      if (body === words) await (await apiOf(OWNER)).try(`/api/messages/scheduled/${id}`, { method: "DELETE" });
    }
  }
});

scenario("when the time comes the text goes out, unless the customer wrote before", async (stage) => {
  const [quiet, chatty] = [newCustomer(), newCustomer()];
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(quiet);
  const [reminder, nudge] = [unique("A reminder"), unique("Any news?")];
  await threadWith(andy, quiet);
  await sendLater(andy, reminder, /^In 1 hour/);
  await waiting(andy, reminder).waitFor();
  await threadWith(andy, chatty);
  await andy.composer.fill(nudge);
  await andy.button("Send later").click();
  await andy.page.getByRole("menuitemcheckbox", { name: "Cancel if they reply" }).click();
  await choose(andy, /^In 1 hour/);
  await waiting(andy, nudge).filter({ hasText: "canceled if they reply" }).waitFor();
  await textFrom(chatty, unique("Here I am"));
  await waiting(andy, nudge).filter({ hasText: "They replied, so this will be canceled" }).waitFor();

  await letTimePass(61 * 60);
  await handset.texts(reminder).waitFor();
  await waiting(andy, nudge).waitFor({ state: "detached" });
  assert.equal(await andy.bubbles(nudge).count(), 0);
  await andy.openThread(quiet);
  await andy.bubbles(reminder, "delivered").waitFor();
  await waiting(andy, reminder).waitFor({ state: "detached" });
  await andy.page.goto("/scheduled/canceled");
  await andy.page.getByTestId("scheduled-text").filter({ hasText: nudge }).filter({ hasText: "The customer replied before this was sent." }).waitFor();
});
