/**
 * Consent as people meet it: words that may mean stop, the way in and out, the evidence, and what a text takes.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, unique } from "./customers.mjs";
import { AGENT, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

const run = promisify(execFile);

/** `cargo dev verify-consent`: what it says, and whether the file is good. */
async function verify(file) {
  const dev = process.env.HUB_DEV ? [process.env.HUB_DEV] : ["cargo", "dev"];
  const [program, ...first] = dev;
  try {
    const { stdout } = await run(program, [...first, "verify-consent", file]);
    return { isGood: true, told: stdout };
  } catch (error) {
    return { isGood: false, told: error.stderr };
  }
}

const CLOSED = "This number has opted out. They can text START to hear from you again.";

scenario("words that may mean stop are one click away from an opt-out, which closes the composer everywhere", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Stop. Thank you");
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  await Promise.all([andy, olivia].map((window) => window.openThread(customer)));
  await andy.note("They may have asked to opt out.").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);

  await andy.note("They may have asked to opt out.").getByRole("button", { name: "Opt out this customer" }).click();
  for (const window of [andy, olivia]) {
    await window.note(CLOSED).waitFor();
    await window.note("They may have asked to opt out.").waitFor({ state: "detached" });
    assert.equal(await window.composer.count(), 0);
    await window.page.getByRole("list", { name: "Consent history" }).getByText("recorded by Andy Agent: They wrote: Stop. Thank you").waitFor();
  }
});

scenario("words that did not mean stop are dismissed, and the composer stays", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Please stop by at five, quit worrying");
  await textFrom(customer, "stop that, haha");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.note("They may have asked to opt out.").getByRole("button", { name: "Not an opt-out" }).click();
  await andy.note("They may have asked to opt out.").waitFor({ state: "detached" });
  await andy.composer.fill("Haha!");
});

scenario("an opt-in by a person needs its reason, and is no way round the customer's own STOP", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  const { page } = andy;
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByText("They never opted out or in.").waitFor();
  await details.getByRole("button", { name: "Opt out this customer" }).click();
  const question = andy.dialog(`Opt out ${nationally(customer)}?`);
  await question.getByLabel("How they asked for it").fill("They called us.");
  await question.getByRole("button", { name: "Opt out" }).click();
  await andy.note(CLOSED).waitFor();

  await details.getByRole("button", { name: "Record an opt-in" }).click();
  const form = andy.dialog(`Record an opt-in of ${nationally(customer)}`);
  await form.getByRole("button", { name: "Record opt-in" }).click();
  await form.getByText("Write down how they agreed").waitFor();
  assert.deepEqual(await gravestFindings(page), []);
  await form.getByLabel("How they agreed").fill("Signed the form at the desk.");
  await form.getByRole("button", { name: "Record opt-in" }).click();
  await andy.composer.waitFor();
  await details.getByText("Opted in, recorded by Andy Agent: Signed the form at the desk.").waitFor();

  await textFrom(customer, "STOP");
  await details.getByText("Opted out: texted “STOP”").waitFor();
  await details.getByText("Only they can lift that: by texting START to").waitFor();
  assert.equal(await details.getByRole("button", { name: "Record an opt-in" }).count(), 0);
  await textFrom(customer, "START");
  await andy.composer.waitFor();
});

scenario("evidence is downloaded, and its verifier finds a changed line", async (stage) => {
  const customer = newCustomer();
  for (const word of ["STOP", "HELP", "START"]) await textFrom(customer, word);
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  for (const [button, ending] of [
    ["Download evidence", "csv"],
    ["Download evidence as JSON", "json"],
  ]) {
    const [download] = await Promise.all([andy.page.waitForEvent("download"), andy.button(button).click()]);
    assert.equal(download.suggestedFilename(), `consent-${customer.slice(1)}.${ending}`);
    const file = await download.path();
    const good = await verify(file);
    assert.match(good.told, /3 lines, unchanged and complete/);
    assert.equal(good.isGood, true);
    await writeFile(file, (await readFile(file, "utf8")).replace("help_requested", "opted_in"));
    const changed = await verify(file);
    assert.match(changed.told, /sms number 2\) was changed/);
    assert.equal(changed.isGood, false);
  }
  const vera = await stage.windowOf(VIEWER);
  await vera.openThread(customer);
  await vera.page.getByRole("list", { name: "Consent history" }).getByText("Asked for help").waitFor();
  assert.equal(await vera.button("Download evidence").count(), 0);
});

scenario("a name given in one thread is the contact's", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  const name = unique("Ada");
  await andy.page.getByRole("button", { name: "Edit contact name" }).click();
  await andy.page.getByLabel("Contact name").fill(name);
  await andy.page.keyboard.press("Enter");
  await andy.rows.filter({ hasText: name }).waitFor();
});

scenario("the composer names the character that forces UCS-2, replaces it, and tells the price", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.composer.fill(`It’s ${"x".repeat(70)}`);
  await andy.thread.getByText("needs UCS-2").waitFor();
  await andy.segments.filter({ hasText: "75/134 · 2 segments" }).waitFor();
  await andy.page.getByTestId("price").filter({ hasText: "$0.0166" }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);

  await andy.button("Use plain characters").click();
  await andy.segments.filter({ hasText: "75/160 · 1 segment" }).waitFor();
  await andy.page.getByTestId("price").filter({ hasText: "$0.0083" }).waitFor();
  assert.equal(await andy.composer.inputValue(), `It's ${"x".repeat(70)}`);

  await andy.composer.fill("See you 👋");
  await andy.thread.getByText("needs UCS-2").waitFor();
  assert.equal(await andy.button("Use plain characters").count(), 0);
});
