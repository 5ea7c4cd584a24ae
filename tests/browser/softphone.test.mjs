/**
 * Calls in the browser: a customer's handset on one side, the windows of the team on the other, and the simulated
 * carrier between them. Nothing is heard, everything else is as with a real line.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, unique } from "./customers.mjs";
import { Dashboard } from "./dashboard.mjs";
import { AGENT, apiOf, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

/** What is said takes as long as it takes to say it. */
const SAID_MS = 20_000;

const NUMBER = "+12015550123";
/** Every hour is alike, and nothing is said before it rings. */
const RING = { mode: "ring", afterHours: "same", greeting: null, ringSeconds: 30, voicemail: { on: false } };

async function numberOfAcme() {
  const api = await apiOf(OWNER);
  const { numbers } = await api.call("/api/numbers");
  return { api, own: numbers.find(({ number }) => number === NUMBER) };
}

/** What happens to a call of acme's number; its hours are the organisation's unless they are given. */
async function routes(voice, businessHours = null) {
  const { api, own } = await numberOfAcme();
  await api.call(`/api/numbers/${own.id}`, { method: "PATCH", body: { version: own.version, voice, businessHours } });
}

const ALL_DAY = [{ opens: "00:00", closes: "24:00" }];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ALWAYS = Object.fromEntries(DAYS.map((day) => [day, ALL_DAY]));
const NEVER = Object.fromEntries(DAYS.map((day) => [day, []]));

/** A window as a phone. */
class Phone {
  constructor(window) {
    this.window = window;
    this.page = window.page;
    this.line = this.page.getByTestId("line");
    this.panel = this.page.getByTestId("call-panel");
    this.dialer = window.dialog("Call a number");
  }

  async openDialer() {
    await this.page.keyboard.press("d");
    await this.dialer.waitFor();
  }

  async isOn(line) {
    await this.page.locator(`[data-testid=line][data-line=${line}]`).waitFor();
  }

  /** Calls ring here from now on. */
  async switchOn() {
    await this.openDialer();
    await this.dialer.getByRole("button", { name: "Switch on" }).click();
    await this.isOn("ready");
    await this.line.filter({ hasText: "Simulated line: no sound." }).waitFor();
    await this.page.keyboard.press("Escape");
    await this.dialer.waitFor({ state: "detached" });
  }

  incoming(customer) {
    return this.page.getByRole("region", { name: `Incoming call from ${nationally(customer)}` });
  }

  /** Where the call stands, once it stands like this. */
  async stands(words) {
    await this.panel.getByTestId("call-state").filter({ hasText: words }).waitFor();
  }

  /** On the panel of the call that goes on. */
  async press(name) {
    await this.panel.getByRole("button", { name, exact: true }).click();
  }
}

/** A window of somebody in which calls ring. */
async function phoneOf(stage, email) {
  const phone = new Phone(await stage.windowOf(email));
  await phone.switchOn();
  return phone;
}

scenario("a call is taken in the browser, muted, held, handed over after a word with a colleague, and ended", async (stage) => {
  await routes(RING);
  const customer = newCustomer();
  const [andy, olivia] = [await phoneOf(stage, AGENT), await phoneOf(stage, OWNER)];
  const handset = await stage.handset(customer);

  await handset.call();
  await Promise.all([andy, olivia].map((phone) => phone.incoming(customer).waitFor()));
  assert.match(await andy.page.getByTestId("call-announcer").innerText(), /^Call from /);
  assert.deepEqual(await gravestFindings(andy.page), []);
  await andy.page.keyboard.press("Control+.");
  await andy.page.keyboard.press("Enter");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await olivia.incoming(customer).waitFor({ state: "detached" });
  await andy.stands(/^0:\d\d$/);

  await andy.press("Mute");
  await andy.panel.getByText("Muted").waitFor();
  await andy.press("Unmute");
  await andy.press("Hold");
  await andy.stands(/^On hold for/);
  await andy.press("Take off hold");
  await andy.stands(/^0:\d\d$/);
  assert.deepEqual(await gravestFindings(andy.page), []);

  const reason = unique("A question on the bill");
  await andy.press("Transfer");
  const dialog = andy.window.dialog(/^Transfer /);
  await dialog.getByLabel("Person").selectOption({ label: "Olivia Owner" });
  await dialog.getByLabel(/^Talk first/).check();
  await dialog.getByLabel("Reason (optional)").fill(reason);
  assert.deepEqual(await gravestFindings(andy.page), []);
  await dialog.getByRole("button", { name: "Transfer", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await andy.panel.getByText("Ringing Olivia Owner.").waitFor();

  await olivia.page.getByText(`Andy Agent transfers this call: ${reason}`).waitFor();
  await olivia.page.getByRole("button", { name: "Take", exact: true }).click();
  await andy.panel.getByText("You talk with Olivia Owner.").waitFor();
  await olivia.panel.getByText("Andy Agent talks with you first").waitFor();
  await andy.press("Complete");
  await andy.window.toast("Transferred to Olivia Owner").waitFor();
  await andy.panel.waitFor({ state: "detached" });

  await olivia.stands(/^\d+:\d\d$/);
  await handset.callState.getByText(/^Connected with/).waitFor();
  await olivia.press("End");
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  await olivia.panel.waitFor({ state: "detached" });
  await andy.window.openThread(customer);
  await andy.window.log.locator("[data-testid=call][data-outcome=answered]").waitFor();
});

scenario("a number is dialled, and the window that dialled takes the call by itself", async (stage) => {
  const customer = newCustomer();
  const andy = await phoneOf(stage, AGENT);
  const handset = await stage.handset(customer);
  await handset.isReachable();

  await andy.openDialer();
  const field = andy.dialer.getByRole("textbox", { name: "Number" });
  await field.fill("555");
  await andy.dialer.getByRole("button", { name: "Call", exact: true }).click();
  await andy.dialer.getByText("Write a phone number").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await field.fill("");
  for (const digit of customer.slice("+1".length)) await andy.dialer.getByRole("button", { name: digit, exact: true }).click();
  await andy.window.field(nationally(customer));
  await andy.dialer.getByRole("button", { name: "Call", exact: true }).click();
  await andy.dialer.waitFor({ state: "detached" });
  await andy.stands("Calling…");

  await handset.onCall("Answer");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await andy.stands(/^0:\d\d$/);
  await andy.press("Keypad");
  await andy.panel.getByRole("group", { name: "Keys of the call" }).getByRole("button", { name: "5", exact: true }).click();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await handset.onCall("Hang up");
  await andy.panel.waitFor({ state: "detached" });
  await andy.window.openThread(customer);
  await andy.window.log.locator("[data-testid=call][data-outcome=answered]").getByText("Outgoing call").waitFor();
});

scenario("a customer is called from their thread, in this browser", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, unique("Please call me"));
  const andy = await phoneOf(stage, AGENT);
  const handset = await stage.handset(customer);
  await handset.isReachable();
  await andy.window.openThread(customer);
  await andy.window.button("Call").click();
  const dialog = andy.window.dialog(/^Call /);
  assert.equal(await dialog.getByLabel(/^In this browser/).isChecked(), true);
  await dialog.getByRole("button", { name: "Call", exact: true }).click();
  await handset.onCall("Answer");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  // The composer stays in reach.
  await andy.window.composer.fill("We are on the phone");
  await andy.press("End");
  await handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  await andy.panel.waitFor({ state: "detached" });
});

scenario("a call that everybody declines goes on to voicemail", async (stage) => {
  await routes({ ...RING, voicemail: { on: true, greeting: "Please speak after the beep." } });
  const customer = newCustomer();
  const phones = [await phoneOf(stage, AGENT), await phoneOf(stage, OWNER)];
  const handset = await stage.handset(customer);
  await handset.call();
  for (const phone of phones) {
    const rings = phone.incoming(customer);
    await rings.getByRole("button", { name: "Decline", exact: true }).click();
    await rings.waitFor({ state: "detached" });
  }
  await handset.heard.getByText("Please speak after the beep.").waitFor({ timeout: SAID_MS });
  await handset.onCall("Hang up");
});

scenario("of two windows of a person one rings, and the other takes the calls over when it is asked to", async (stage) => {
  const first = await phoneOf(stage, AGENT);
  const page = await first.page.context().newPage();
  const second = new Phone(new Dashboard(page));
  await page.goto("/");
  await second.window.isIn();
  await second.openDialer();
  await second.isOn("elsewhere");
  await second.dialer.getByRole("button", { name: "Take them here" }).click();
  await second.isOn("ready");
  await first.openDialer();
  await first.isOn("elsewhere");
  await page.close();
  await first.isOn("ready");
});

scenario("who only reads has no dialer", async (stage) => {
  const vera = await stage.windowOf(VIEWER);
  await vera.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calls" }).click();
  await vera.page.getByRole("main", { name: "Calls" }).waitFor();
  assert.equal(await vera.page.getByRole("button", { name: /^Dialer/ }).count(), 0);
  await vera.page.keyboard.press("d");
  assert.equal(await vera.page.getByRole("dialog").count(), 0);
});

scenario("a number's settings say who is rung, and show what happens to a call", async (stage) => {
  await routes({ mode: "greeting", greeting: "We are at lunch." });
  const olivia = await stage.windowOf(OWNER);
  await olivia.openSettings("Numbers");
  await olivia.page.getByRole("link", { name: new RegExp(`Front desk|${nationally(NUMBER).slice(-8)}`) }).first().click();
  const [calls, way] = ["Calls", "What happens to a call now"].map((name) => olivia.page.getByRole("region", { name, exact: true }));
  await way.getByText("“We are at lunch.”").waitFor();
  await way.getByText("The call ends").waitFor();

  await calls.getByLabel(/^Ring the team/).check();
  for (const name of ["Olivia Owner", "Andy Agent"]) {
    await calls.getByLabel("Somebody else").selectOption({ label: name });
    await calls.getByRole("button", { name: "Ring them" }).click();
  }
  assert.equal(await calls.getByRole("option", { name: "Vera Viewer" }).count(), 0);
  await calls.getByRole("button", { name: "Move Andy Agent up" }).click();
  await calls.getByLabel("Own phone of Andy Agent").fill("+14155550150");
  await calls.getByLabel(/^One after the other/).check();
  await calls.getByLabel("Ring for (seconds)").fill("15");
  await way.getByText("It rings Andy Agent and Olivia Owner").waitFor();
  await way.getByText("For 15 seconds each, one after the other").waitFor();
  await way.getByText("If nobody takes it: they hear").waitFor();
  const greeting = calls.getByRole("group", { name: "Greeting", exact: true });
  await greeting.getByLabel("Recorded").check();
  await calls.getByLabel("Greeting: address of the recording").fill("files.example.com/hello.mp3");
  await olivia.button("Save").click();
  await calls.getByText("Write the https address of a sound file").waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
  await calls.getByLabel("Greeting: address of the recording").fill("https://files.example.com/hello.mp3");
  await olivia.button("Save").click();
  await olivia.toast("Number saved").waitFor();

  const { api, own } = await numberOfAcme();
  const { team } = await api.me();
  const named = own.voice.team.map(({ userId, phone }) => [team.find(({ id }) => id === userId).name, phone]);
  assert.deepEqual(named, [["Andy Agent", "+14155550150"], ["Olivia Owner", null]]);
  const { mode, ringOrder, ringSeconds, greetingUrl } = own.voice;
  assert.deepEqual([mode, ringOrder, ringSeconds, greetingUrl], ["ring", "sequential", 15, "https://files.example.com/hello.mp3"]);
  await routes({ ...RING, greetingUrl: null, team: [] });
});

scenario("a customer's calls of a day stand in their thread: taken, busy, unanswered, after hours, and called back", async (stage) => {
  const [customer, colleague] = [newCustomer(), newCustomer()];
  const forward = { mode: "forward", forwardTo: colleague, greeting: null, ringSeconds: 5, afterHours: "voicemail" };
  const spoken = { on: true, greeting: "Please speak after the beep.", transcribe: true };
  const andy = await phoneOf(stage, AGENT);
  const [handset, phone] = [await stage.handset(customer), await stage.handset(colleague)];
  await Promise.all([handset.isReachable(), phone.isReachable()]);
  const isOver = () => handset.callState.getByText(/^Call ended/).waitFor({ timeout: SAID_MS });
  const calls = (outcome) => andy.window.log.locator(`[data-testid=call][data-outcome=${outcome}]`);

  // During hours, and taken.
  await routes({ ...forward, voicemail: { on: false } }, ALWAYS);
  await handset.call();
  await phone.onCall("Answer");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await phone.onCall("Hang up");
  await isOver();
  await andy.window.openThread(customer);
  await calls("forwarded").waitFor();

  // Busy: an excuse, and no message.
  await handset.call();
  await phone.onCall("Decline");
  await handset.heard.getByText("We can't take your call right now").waitFor({ timeout: SAID_MS });
  await isOver();
  await calls("missed").waitFor();

  // Nobody takes it: a message, with its words and its sound, while the thread is open.
  await routes({ ...forward, voicemail: spoken }, ALWAYS);
  await handset.call();
  await phone.onCall("Ignore");
  await handset.heard.getByText("Beep", { exact: true }).waitFor({ timeout: SAID_MS });
  const words = unique("It is about Friday");
  await handset.speak(words);
  await isOver();
  const message = calls("voicemail");
  await message.getByText(words).waitFor();
  await message.getByRole("group", { name: "Voicemail" }).getByRole("button", { name: "Play" }).click();
  await message.getByText("New", { exact: true }).waitFor({ state: "detached" });

  // After hours nobody is rung.
  await routes({ ...forward, voicemail: spoken }, NEVER);
  await handset.call();
  await handset.heard.getByText("Please speak after the beep.").waitFor({ timeout: SAID_MS });
  await handset.onCall("Hang up");
  await calls("missed").nth(1).waitFor();

  // Called back from the browser.
  await andy.window.button("Call").click();
  const dialog = andy.window.dialog(/^Call /);
  await dialog.getByRole("button", { name: "Call", exact: true }).click();
  await handset.onCall("Answer");
  await handset.callState.getByText(/^Connected with/).waitFor({ timeout: SAID_MS });
  await andy.press("End");
  await calls("answered").getByText("Outgoing call").waitFor();
  const outcomes = await andy.window.log.getByTestId("call").evaluateAll((rows) => rows.map((row) => row.dataset.outcome));
  assert.deepEqual(outcomes, ["forwarded", "missed", "voicemail", "missed", "answered"]);
  assert.deepEqual(await gravestFindings(andy.page), []);
  await routes(RING);
});
