/**
 * The inbox as people use it, in a real browser against a running hub: a customer's handset on one
 * side, the team's windows on the other. Nothing waits for time to pass, only for conditions.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, nationally, unique } from "./customers.mjs";
import { AGENT, apiOf, cutSockets, GLOBEX_OWNER, loseNextAnswerTo, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { firstSeen, wallClock } from "./sighting.mjs";
import { scenario } from "./stage.mjs";

const all = (windows, action) => Promise.all(windows.map(action));

/** Does the action and waits until every page shows the words; the slowest page counts. */
async function measured(words, pages, action) {
  const seen = Promise.all(pages.map((page) => firstSeen(page, words)));
  // Should the action fail, its error is the one to report.
  seen.catch(() => undefined);
  const from = wallClock();
  await action();
  return Math.round(Math.max(...(await seen)) - from);
}

scenario("a customer's text appears in two open windows, and the answer of one reaches the customer once", async (stage, t) => {
  const customer = newCustomer();
  const [andy, olivia] = await all([AGENT, OWNER], (email) => stage.windowOf(email));
  const windows = [andy, olivia];
  const handset = await stage.handset(customer);

  const first = unique("Do you have time on Friday?");
  const pages = windows.map(({ page }) => page);
  const toRowMs = await measured(first, pages, () => handset.text(first));
  t.diagnostic(`from the handset's send to the row in both windows: ${toRowMs} ms`);
  await all(windows, (window) => window.row(customer).filter({ hasText: first }).waitFor());
  assert.equal(await andy.row(customer).getAttribute("data-unread"), "true");

  await all(windows, (window) => window.openThread(customer));
  await all(windows, (window) => window.bubbles(first).waitFor());
  await all(windows, (window) => window.list.locator("[data-unread=false]").filter({ hasText: nationally(customer) }).waitFor());

  const second = unique("Afternoon would be best");
  const toThreadMs = await measured(second, pages, () => handset.text(second));
  await all(windows, (window) => window.bubbles(second).waitFor());
  t.diagnostic(`from the handset's send to the bubble in both windows: ${toThreadMs} ms`);

  const answer = unique("Friday at 3 is yours");
  await andy.composer.fill(answer);
  assert.match(await andy.segments.textContent(), /^\d+\/160 · 1 segment$/);
  const toHandsetMs = await measured(answer, [handset.page], () => andy.composer.press("Enter"));
  await handset.texts(answer).waitFor();
  t.diagnostic(`from Enter to the handset: ${toHandsetMs} ms`);
  await all(windows, (window) => window.bubbles(answer, "delivered").waitFor());
  for (const body of [first, second, answer]) {
    for (const window of windows) assert.equal(await window.bubbles(body).count(), 1, body);
    assert.equal(await handset.texts(body).count(), 1, body);
  }
});

scenario("STOP closes the composer with the reason, and START opens it again", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello, it's me");
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(customer);
  await andy.openThread(customer);
  await andy.composer.waitFor();

  await handset.text("STOP");
  await andy.note("This number has opted out. They can text START to hear from you again.").waitFor();
  assert.equal(await andy.composer.count(), 0);
  const api = await apiOf(AGENT);
  const refused = await api.try("/api/messages/send", { method: "POST", body: { to: customer, message: "Are you sure?" } });
  assert.equal(refused.status, 403);
  assert.equal(refused.answer.code, "opted_out");

  await handset.text("START");
  await andy.composer.waitFor();
  const welcome = unique("Welcome back");
  await andy.answer(welcome);
  await handset.texts(welcome).waitFor();
});

scenario("a text whose answer was lost can be checked, or sent anyway", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Are you there?");
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(customer);
  await andy.openThread(customer);
  await loseNextAnswerTo(customer);
  const body = unique("We are");
  await andy.answer(body);
  const doubtful = andy.bubbles(body, "uncertain");
  await doubtful.waitFor();
  await doubtful.getByText("We are finding out whether this was sent.").waitFor();
  await doubtful.getByRole("button", { name: "Check again" }).click();
  await andy.page.getByText("Checking with the carrier").waitFor();
  await doubtful.getByRole("button", { name: "Send anyway" }).click();
  const dialog = andy.page.getByRole("alertdialog", { name: "Send it again?" });
  await dialog.getByText("they get it twice").waitFor();
  await dialog.getByRole("button", { name: "Send anyway" }).click();
  await andy.bubbles(body, "delivered").waitFor();
  assert.equal(await handset.texts(body).count(), 1);
});

scenario("a window whose socket is cut says so, and catches up with what came meanwhile, each text once", async (stage) => {
  const [customer, stranger] = [newCustomer(), newCustomer()];
  await textFrom(customer, "Before the cut");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.bubbles("Before the cut").waitFor();

  // No new ticket, no new socket: the network stays away until the test lets it back.
  await andy.page.route("**/api/ws-ticket", (route) => route.abort());
  await cutSockets();
  await andy.reconnecting.waitFor();

  const missed = ["First while away", "Second while away", "Third while away"].map(unique);
  for (const body of missed) await textFrom(customer, body);
  await textFrom(stranger, "Someone new");
  for (const body of missed) assert.equal(await andy.bubbles(body).count(), 0, body);

  await andy.page.unroute("**/api/ws-ticket");
  await andy.reconnecting.waitFor({ state: "detached", timeout: 15_000 });
  await andy.connected.waitFor({ state: "attached" });
  await all(missed, (body) => andy.bubbles(body).waitFor());
  await andy.row(stranger).waitFor();

  const after = unique("After the cut");
  await textFrom(customer, after);
  await andy.bubbles(after).waitFor();
  for (const body of [...missed, after]) assert.equal(await andy.bubbles(body).count(), 1, body);
  assert.equal(await andy.row(customer).count(), 1);
  assert.equal(await andy.row(stranger).count(), 1);
});

scenario("a person who may only read is told so, and has nothing to write with", async (stage) => {
  const customer = newCustomer();
  const body = unique("Is anybody there?");
  await textFrom(customer, body);
  const vera = await stage.windowOf(VIEWER);
  await vera.openThread(customer);
  await vera.bubbles(body).waitFor();

  await vera.note("Your role can read conversations but not send.").waitFor();
  assert.equal(await vera.composer.count(), 0);
  for (const name of ["Mark as done", "Assign"]) assert.equal(await vera.button(name).count(), 0, name);
  assert.equal(await vera.page.getByRole("link", { name: "New conversation" }).count(), 0);

  const api = await apiOf(VIEWER);
  const refused = await api.try("/api/messages/send", { method: "POST", body: { to: customer, message: "No" } });
  assert.equal(refused.status, 403);
  assert.equal(refused.answer.code, "read_only");
});

scenario("another organisation sees nothing of a conversation, in the list, live, or by its address", async (stage) => {
  const [customer, theirs] = [newCustomer(), newCustomer()];
  await textFrom(customer, "Before they looked");
  const { id } = await (await apiOf(AGENT)).conversationWith(customer);
  const globex = await stage.windowOf(GLOBEX_OWNER);

  await textFrom(customer, "While they looked");
  await textFrom(theirs, "For Globex", "globex");
  await globex.row(theirs).waitFor();
  assert.equal(await globex.row(customer).count(), 0);

  await globex.page.goto(`/inbox/open/${encodeURIComponent(id)}`);
  await globex.page.getByText("This conversation isn't here").waitFor();
  assert.equal(await globex.page.getByText("they looked").count(), 0);
});

scenario("a new conversation names a bad number at its field, and sends to a good one", async (stage) => {
  const customer = newCustomer();
  const andy = await stage.windowOf(AGENT);
  const handset = await stage.handset(customer);
  await andy.inbox.getByRole("link", { name: "New conversation" }).click();
  const page = andy.page.getByRole("main", { name: "New conversation" });
  const to = page.getByRole("textbox", { name: "To" });
  const message = page.getByRole("textbox", { name: "Message" });

  await to.fill("123");
  const body = unique("Your crown is ready");
  await message.fill(body);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await to.getAttribute("aria-invalid"), "true");
  const described = await to.getAttribute("aria-describedby");
  assert.equal(await page.locator(`[id="${described}"]`).textContent(), await page.getByRole("alert").textContent());
  assert.equal(await message.inputValue(), body);

  await to.fill(nationally(customer));
  assert.equal(await to.getAttribute("aria-invalid"), "false");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await andy.bubbles(body, "delivered").waitFor();
  await handset.texts(body).waitFor();
  assert.equal(await andy.bubbles(body).count(), 1);
  await andy.row(customer).waitFor();
});

scenario("a conversation is found, answered and done by keyboard alone", async (stage) => {
  const api = await apiOf(AGENT);
  const family = unique("Keys");
  const [ada, ben] = [newCustomer(), newCustomer()];
  await textFrom(ada, "I am Ada");
  await textFrom(ben, "I am Ben");
  for (const [customer, name] of [[ada, "Ada"], [ben, "Ben"]]) {
    await api.change((await api.conversationWith(customer)).id, { contactName: `${name} ${family}` });
  }
  const andy = await stage.windowOf(AGENT);
  const { keyboard } = andy.page;
  const focused = (name) => andy.list.locator("a:focus").filter({ hasText: `${name} ${family}` }).waitFor();

  await keyboard.press("/");
  await keyboard.type(family);
  await andy.page.getByText(`Everything for “${family}”`).waitFor();
  for (const name of ["Ben", "Ada"]) await andy.list.getByRole("link").filter({ hasText: `${name} ${family}` }).waitFor();
  await keyboard.press("Enter");
  await focused("Ben");
  await keyboard.press("j");
  await focused("Ada");
  await keyboard.press("k");
  await focused("Ben");
  await keyboard.press("j");
  await focused("Ada");
  await keyboard.press("Enter");
  await andy.bubbles("I am Ada").waitFor();

  await keyboard.press("r");
  await andy.thread.locator("textarea:focus").waitFor();
  const answer = unique("Hello Ada");
  await keyboard.type(answer);
  await keyboard.press("Enter");
  await andy.bubbles(answer, "delivered").waitFor();

  await keyboard.press("Escape");
  await keyboard.press("e");
  await andy.button("Reopen").waitFor();
  await andy.page.getByText("Marked as done").waitFor();
  const { answer: conversation } = await api.try(new URL(andy.page.url()).pathname.replace("/inbox/open", "/api/conversations"));
  assert.equal(conversation.state, "closed");
});

scenario("a conversation taken by keyboard shows its person in a colleague's window", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Who will call me back?");
  const [andy, olivia] = await all([AGENT, OWNER], (email) => stage.windowOf(email));
  await andy.openThread(customer);
  const { keyboard } = andy.page;
  const assign = andy.thread.getByRole("button", { name: "Assign", exact: true });

  // Twice, because the menu's code comes with its first opening.
  for (let turn = 0; turn < 2; turn += 1) {
    await assign.focus();
    await keyboard.press("Enter");
    await andy.page.getByRole("menu").waitFor();
    await keyboard.press("Escape");
    await andy.page.getByRole("menu").waitFor({ state: "detached" });
    await andy.thread.locator("button:focus").and(assign).waitFor();
  }

  await keyboard.press("Enter");
  await andy.page.getByRole("menuitemradio", { name: "Andy Agent (you)" }).press("Enter");
  await andy.thread.getByRole("button", { name: "Assigned to You. Change" }).waitFor();
  await olivia.row(customer).filter({ hasText: "Assigned to Andy" }).waitFor();
});

for (const theme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    scenario(`axe finds nothing serious on the ${theme} pages at ${size} width`, async (stage) => {
      const customer = newCustomer();
      await textFrom(customer, "Stop. Thank you");
      const options = { theme, ...viewport };
      const andy = await stage.window(options);
      const look = async (screen) => assert.deepEqual(await gravestFindings(andy.page), [], screen);
      await andy.page.getByLabel("Email").waitFor();
      await look("sign-in");

      await andy.signIn(AGENT);
      await andy.row(customer).waitFor();
      await look("list");

      await andy.openThread(customer);
      await andy.bubbles("Stop. Thank you").waitFor();
      const answer = unique("Did you want us to stop texting you?");
      await andy.answer(answer);
      await andy.bubbles(answer, "delivered").waitFor();
      await andy.composer.fill("A dash – and more");
      await andy.segments.waitFor();
      await look("list and thread");

      await andy.page.goto("/inbox/open/new");
      await andy.page.getByRole("textbox", { name: "To" }).waitFor();
      await look("new conversation");
    });
  }
}

scenario("a narrow window shows one pane at a time, and back leads to the list", async (stage) => {
  const customer = newCustomer();
  const body = unique("From a phone to a phone");
  await textFrom(customer, body);
  const andy = await stage.windowOf(AGENT, { width: 390, height: 844 });
  await andy.row(customer).waitFor();
  assert.equal(await andy.thread.count(), 0);

  await andy.openThread(customer);
  await andy.bubbles(body).waitFor();
  assert.equal(await andy.inbox.isVisible(), false);
  await andy.page.getByRole("link", { name: "Back to the list" }).click();
  await andy.row(customer).waitFor();
  assert.equal(await andy.log.count(), 0);

  await andy.openThread(customer);
  await andy.page.goBack();
  await andy.row(customer).waitFor();
  assert.equal(await andy.log.count(), 0);
  const overflow = await andy.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
});
