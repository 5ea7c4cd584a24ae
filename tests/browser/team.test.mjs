/**
 * A team at one inbox, in a real browser: what each person has read, notes, who is writing, and what
 * is put off. The clock is set ahead by the last story, so it stays the last.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, letTimePass, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

const unread = (window, customer) => window.row(customer).and(window.page.locator("[data-unread=true]"));
const read = (window, customer) => window.row(customer).and(window.page.locator("[data-unread=false]"));
const notes = (window, words) => window.log.getByTestId("note").filter({ hasText: words });

scenario("what one person reads stays new to the others, who may be there only to look", async (stage) => {
  const customer = newCustomer();
  const windows = await Promise.all([AGENT, OWNER, VIEWER].map((email) => stage.windowOf(email)));
  const [andy, olivia, vera] = windows;
  await textFrom(customer, unique("First"));
  await textFrom(customer, unique("Second"));
  for (const window of windows) await unread(window, customer).filter({ hasText: "2 unread" }).waitFor();

  await andy.openThread(customer);
  await read(andy, customer).waitFor();
  await vera.openThread(customer);
  await read(vera, customer).waitFor();
  // What the others did has reached this window, too, and changed nothing in it.
  const api = await apiOf(AGENT);
  const { reads } = await api.conversationWith(customer);
  assert.deepEqual(reads, { usr_acme_agent: 2, usr_acme_viewer: 2 });
  await unread(olivia, customer).filter({ hasText: "2 unread" }).waitFor();

  await andy.page.locator("body").press("u");
  await andy.toast("Marked as unread").waitFor();
  await unread(andy, customer).filter({ hasText: "1 unread" }).waitFor();
  await read(vera, customer).waitFor();
});

scenario("a note stands in the team's thread and not on the customer's phone, and its words can be taken away", async (stage) => {
  const customer = newCustomer();
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  const handset = await stage.handset(customer);
  await handset.text(unique("Hello"));
  await andy.openThread(customer);
  await olivia.openThread(customer);

  const words = unique("Prefers mornings");
  await andy.page.locator("body").press("n");
  const field = andy.thread.getByRole("textbox", { name: "Note for the team" });
  await field.fill(words);
  assert.deepEqual(await gravestFindings(andy.page), []);
  await field.press("Enter");
  for (const window of [andy, olivia]) await notes(window, words).waitFor();
  await notes(olivia, "Andy Agent").filter({ hasText: words }).waitFor();
  assert.equal(await field.inputValue(), "");

  const answer = unique("Would nine suit you?");
  await andy.button("Reply").click();
  await andy.answer(answer);
  await handset.texts(answer).waitFor();
  assert.equal(await handset.texts(words).count(), 0);

  await notes(olivia, words).getByRole("button", { name: "Delete note" }).click();
  await olivia.dialog("Delete this note?").getByRole("button", { name: "Delete note" }).click();
  for (const window of [andy, olivia]) await notes(window, words).waitFor({ state: "detached" });
});

scenario("a teammate sees who is replying, and that they stopped", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, unique("Hello"));
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  await andy.openThread(customer);
  await olivia.openThread(customer);
  const writing = olivia.thread.getByRole("status").filter({ hasText: "Andy Agent is replying" });
  await andy.composer.pressSequentially("On my ");
  await writing.waitFor();
  await andy.composer.pressSequentially("way");
  await andy.composer.press("Enter");
  await writing.waitFor({ state: "detached" });
});

scenario("a conversation that is put off leaves the inbox, and comes back at its time", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, unique("Call me next month"));
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.page.locator("body").press("s");
  const dialog = andy.dialog("Snooze");
  await dialog.getByRole("button", { name: "Snooze", exact: true }).click();
  await dialog.getByText("Choose a date and a time").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await dialog.getByRole("button", { name: /^In 1 hour/ }).click();
  await andy.toast("Snoozed until").waitFor();
  await andy.row(customer).waitFor({ state: "detached" });
  await andy.note("Snoozed until").waitFor();

  await andy.page.getByRole("navigation", { name: "Conversation tabs" }).getByRole("link", { name: "Snoozed" }).click();
  await andy.row(customer).filter({ hasText: "Snoozed until" }).waitFor();
  await andy.page.getByRole("navigation", { name: "Conversation tabs" }).getByRole("link", { name: "Open" }).click();
  await letTimePass(61 * 60);
  await andy.row(customer).waitFor();
});
