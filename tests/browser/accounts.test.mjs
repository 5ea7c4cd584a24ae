/**
 * An organization's way into the hub and around its settings, in a real browser: every step through
 * the screens, with the mail and the carrier of a development hub behind them. Each test has an
 * organization of its own, except where it only looks.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, newEmail, unique } from "./customers.mjs";
import {
  AGENT,
  apiOf,
  breakNumber,
  linkMailedTo,
  newCarrierAccount,
  newOrganization,
  OWNER,
  PASSWORD,
  promoteTokenOf,
  rotateTokenOf,
  secondaryTokenOf,
  withNumber,
  withOwnAccount,
} from "./hub.mjs";
import { scenario } from "./stage.mjs";

const NEW_PASSWORD = "copper kettle sings";

/** In national format, as the screens show it: back to E.164. */
const e164 = (shown) => `+1${shown.replace(/\D/g, "")}`;

function customerOtherThan(number) {
  const customer = newCustomer();
  return customer === number ? newCustomer() : customer;
}

async function signUp(window, { organization, name, email }) {
  const { page } = window;
  await page.getByLabel("Business name").fill(organization);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await window.button("Create account").click();
}

scenario("a new organization signs up, connects a carrier, buys a number, and answers its first text", async (stage) => {
  const nina = await stage.window();
  const { page } = nina;
  const organization = unique("Bright Smiles");
  await page.getByRole("link", { name: "Create an account" }).click();
  assert.notEqual(await page.getByLabel("Time zone").inputValue(), "");
  assert.equal(await page.getByLabel("Country").inputValue(), "US");
  await signUp(nina, { organization, name: "Nina Newowner", email: newEmail("nina") });
  await nina.isIn();

  await nina.firstSteps.getByRole("link", { name: "Connect Twilio" }).click();
  await nina.button("Make an account for us").click();
  await page.getByTestId("twilio-status").getByText("Connected", { exact: true }).waitFor();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inbox" }).click();
  await nina.firstSteps.getByRole("link", { name: "Get a number" }).click();
  await page.getByLabel("Area code").fill("415");
  await nina.button("Search").click();
  const buy = page.getByRole("list", { name: "Numbers for sale" }).getByRole("button", { name: /^Buy \(415\)/ }).first();
  const shown = (await buy.getAttribute("aria-label")).replace("Buy ", "");
  await buy.click();
  const question = nina.dialog(`Buy ${shown}?`);
  await question.getByText(/It is charged to/).waitFor();
  await question.getByLabel("Label (optional)").fill("Front desk");
  await question.getByRole("button", { name: `Buy ${shown}` }).click();
  await nina.settingsPage(shown).waitFor();
  assert.equal(await page.getByLabel("Label", { exact: true }).inputValue(), "Front desk");

  const number = e164(shown);
  const customer = customerOtherThan(number);
  const handset = await stage.handsetTo(customer, number);
  const text = unique("Do you take new patients?");
  await handset.text(text);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inbox" }).click();
  await nina.openThread(customer);
  await nina.bubbles(text).waitFor();
  const answer = unique("We do. When suits you?");
  await nina.answer(answer);
  await handset.texts(answer).waitFor();
});

scenario("a sign-up that cannot be says why at its field", async (stage) => {
  const { owner } = await newOrganization();
  const window = await stage.window({}, "/sign-up");
  const { page } = window;
  await window.button("Create account").click();
  await page.getByText("Write the name of your business").waitFor();
  const field = page.getByLabel("Business name");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);

  await signUp(window, { organization: "Second", name: "Nina", email: owner.email });
  await page.getByText("This email already has an account.").waitFor();
  assert.equal(await page.getByLabel("Email").getAttribute("aria-invalid"), "true");
  await page.getByRole("link", { name: "reset the password" }).waitFor();
});

scenario("an invited person joins by the mailed link, changes role live, and is signed out when removed", async (stage) => {
  const { organization, owner } = await newOrganization();
  const nina = await stage.windowOf(owner.email);
  await nina.openSettings("People");
  await nina.page.getByText("The only owner").waitFor();

  const email = newEmail("noah");
  await nina.button("Invite").click();
  const invite = nina.dialog("Invite a person");
  await invite.getByLabel("Email").fill(email);
  await invite.getByRole("radio", { name: /^Agent/ }).check();
  await invite.getByRole("button", { name: "Send invitation" }).click();
  await invite.waitFor({ state: "detached" });
  await nina.page.locator("button:focus").and(nina.button("Invite")).waitFor();
  await nina.page.getByRole("list", { name: "Invited" }).getByText(email).waitFor();

  const noah = await stage.window({}, await linkMailedTo(email, "/invitation"));
  await noah.page.getByRole("heading", { name: `Join ${organization}` }).waitFor();
  await noah.page.getByText(`Nina Newowner invites ${email}`).waitFor();
  assert.equal(new URL(noah.page.url()).hash, "");
  await noah.page.getByLabel("Your name").fill("Noah Newcomer");
  await noah.page.getByLabel("Password").fill(PASSWORD);
  await noah.button("Join").click();
  await noah.isIn();
  const mayWrite = noah.page.getByRole("link", { name: "New conversation" }).first();
  await mayWrite.waitFor();

  const team = nina.page.getByRole("list", { name: "Team" });
  await team.getByText("Noah Newcomer").waitFor();
  await nina.button("Role of Noah Newcomer: Agent. Change").click();
  await nina.page.getByRole("menuitemradio", { name: /^Read only/ }).click();
  await nina.button("Role of Noah Newcomer: Read only. Change").waitFor();
  await mayWrite.waitFor({ state: "detached" });

  await nina.chooseFor("Noah Newcomer", "Remove from the team");
  const question = nina.dialog("Remove Noah Newcomer?");
  await question.getByText(email).waitFor();
  await question.getByRole("button", { name: "Remove Noah Newcomer" }).click();
  await team.getByText("Noah Newcomer").waitFor({ state: "detached" });
  await noah.signInTitle.waitFor();
});

scenario("a withdrawn invitation is dead, and says what to do", async (stage) => {
  const { owner } = await newOrganization();
  const nina = await stage.windowOf(owner.email);
  const email = newEmail("noah");
  const api = await apiOf(owner.email);
  await api.call("/api/users/invitations", { method: "POST", body: { email, role: "agent" } });
  const link = await linkMailedTo(email, "/invitation");
  await nina.openSettings("People");
  await nina.button(`Withdraw the invitation of ${email}`).click();
  await nina.dialog("Withdraw the invitation?").getByRole("button", { name: "Withdraw" }).click();
  await nina.page.getByRole("list", { name: "Invited" }).waitFor({ state: "detached" });

  const noah = await stage.window({}, link);
  await noah.page.getByRole("alert").filter({ hasText: "Ask whoever invited you" }).waitFor();
});

scenario("a forgotten password is reset by the mailed link, which works once", async (stage) => {
  const { owner } = await newOrganization();
  const nina = await stage.window();
  const { page } = nina;
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill(owner.email);
  await nina.button("Mail me a link").click();
  await page.getByRole("heading", { name: "Look at your mail" }).waitFor();

  const link = await linkMailedTo(owner.email, "/reset");
  await page.goto(link);
  await page.getByLabel("New password").fill("short");
  await nina.button("Save and sign in").click();
  await page.getByText("Use at least 10 characters").waitFor();
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await nina.button("Save and sign in").click();
  await nina.isIn();
  assert.equal(new URL(page.url()).hash, "");

  const again = await stage.window({}, link);
  await again.page.getByLabel("New password").fill(PASSWORD);
  await again.button("Save and sign in").click();
  await again.page.getByText("That link has expired or was used before.").waitFor();

  const next = await stage.window();
  await next.signIn(owner.email, NEW_PASSWORD);
});

scenario("a changed password keeps this window and ends the others", async (stage) => {
  const { owner } = await newOrganization();
  const here = await stage.windowOf(owner.email);
  const there = await stage.windowOf(owner.email);
  await here.openSettings("My account");
  await here.page.getByLabel("Password now").fill("not the password");
  await here.page.getByLabel("New password").fill(NEW_PASSWORD);
  await here.button("Change password").click();
  await here.page.getByText("This is not the password you use now.").waitFor();
  await here.page.getByLabel("Password now").fill(PASSWORD);
  await here.button("Change password").click();
  await here.toast("Password changed").waitFor();
  await here.openSettings("Organization");

  await there.page.reload();
  await there.signInTitle.waitFor();
});

scenario("settings that two windows change at once ask which stays", async (stage) => {
  const { owner } = await newOrganization();
  const [first, second] = [await stage.windowOf(owner.email), await stage.windowOf(owner.email)];
  for (const window of [first, second]) await window.openSettings("Organization");
  const name = (window) => window.page.getByLabel("Name", { exact: true });
  const [theirs, mine] = [unique("Their Name"), unique("My Name")];

  await name(second).fill(mine);
  await name(first).fill(theirs);
  await first.button("Save").click();
  await first.toast("Settings saved").waitFor();
  assert.equal(await name(second).inputValue(), mine);

  await second.button("Save").click();
  const conflict = second.dialog("Somebody else changed this");
  await conflict.getByText(theirs).waitFor();
  await conflict.getByText(mine).waitFor();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await conflict.waitFor({ state: "detached" });
  const api = await apiOf(owner.email);
  assert.equal((await api.call("/api/settings")).name, mine);
  // The other window has nothing unsaved, so it follows.
  await first.field(mine);

  const last = unique("Last Name");
  await name(second).fill(unique("Never Saved"));
  await name(first).fill(last);
  await first.button("Save").click();
  await first.page.getByText("Not saved yet").waitFor({ state: "detached" });
  await second.button("Save").click();
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await conflict.waitFor({ state: "detached" });
  assert.equal(await name(second).inputValue(), last);
  assert.equal((await api.call("/api/settings")).name, last);
});

scenario("changes of two windows that do not touch each other are both kept", async (stage) => {
  const { owner } = await newOrganization();
  const [first, second] = [await stage.windowOf(owner.email), await stage.windowOf(owner.email)];
  await first.openSettings("Organization");
  await second.openSettings("Messages");
  const help = second.page.getByLabel("Reply to HELP");
  await help.fill("Call {phone}.");
  await second.page.getByText("until you give a phone number below.").waitFor();
  await second.page.getByLabel("Support phone").fill("(201) 555-0188");
  await second.page.getByText("Call +12015550188.").waitFor();

  const name = unique("Kept Name");
  await first.page.getByLabel("Name", { exact: true }).fill(name);
  await first.button("Save").click();
  await first.toast("Settings saved").waitFor();
  await second.button("Save").click();
  await second.toast("Replies saved").waitFor();
  const settings = await (await apiOf(owner.email)).call("/api/settings");
  assert.equal(settings.name, name);
  assert.equal(settings.replies.help, "Call {phone}.");
  assert.equal(settings.supportPhone.replace(/\D/g, "").slice(-10), "2015550188");
});

scenario("business hours are set for a day and copied to the week", async (stage) => {
  const { owner } = await newOrganization();
  const nina = await stage.windowOf(owner.email);
  await nina.openSettings("Hours");
  const monday = nina.page.getByRole("group", { name: "Monday" });
  await monday.getByRole("checkbox", { name: "Open on Monday" }).check();
  await monday.getByLabel("Monday: opens").selectOption("08:30");
  await monday.getByLabel("Monday: closes").selectOption("12:00");
  await monday.getByRole("button", { name: "Add a time on Monday" }).click();
  await monday.getByLabel("Monday, time 2: opens").selectOption("11:00");
  await monday.getByRole("alert").filter({ hasText: "11:00 AM is before the time above has ended" }).waitFor();
  await monday.getByLabel("Monday, time 2: opens").selectOption("13:00");
  await monday.getByLabel("Monday, time 2: closes").selectOption("24:00");
  await monday.getByRole("button", { name: "Copy Monday to all weekdays" }).click();
  await nina.button("Save").click();
  await nina.toast("Hours saved").waitFor();
  const { businessHours } = await (await apiOf(owner.email)).call("/api/settings");
  const week = [{ opens: "08:30", closes: "12:00" }, { opens: "13:00", closes: "24:00" }];
  assert.deepEqual(businessHours.friday, week);
});

scenario("texts wait while the carrier refuses the token, and go once when the new one is pasted", async (stage) => {
  const acme = await newOrganization();
  const { number } = await withNumber(acme);
  const customer = customerOtherThan(number);
  const handset = await stage.handsetTo(customer, number);
  await handset.text(unique("Is Thursday still free?"));
  const nina = await stage.windowOf(acme.owner.email);
  await nina.openThread(customer);

  const { accountSid } = (await (await apiOf(acme.owner.email)).call("/api/integrations")).twilio;
  const token = await rotateTokenOf(accountSid);
  const answer = unique("Thursday at nine is yours.");
  await nina.answer(answer);
  await nina.carrierBanner.getByText("Texts wait: Twilio refuses").waitFor();
  await nina.bubbles(answer, "queued").waitFor();
  assert.equal(await handset.texts(answer).count(), 0);

  await nina.carrierBanner.getByRole("link", { name: "Fix it" }).click();
  await nina.twilioStatus.getByText("Stopped", { exact: true }).waitFor();
  await nina.button("Replace credentials").click();
  const dialog = nina.dialog("Replace credentials");
  assert.equal(await dialog.getByLabel("Account SID").inputValue(), accountSid);
  await dialog.getByLabel("Auth token").fill(token);
  await dialog.getByRole("button", { name: "Replace" }).click();
  await dialog.waitFor({ state: "detached" });
  await nina.twilioStatus.getByText("Connected", { exact: true }).waitFor();
  await nina.carrierBanner.getByText("Texts wait").waitFor({ state: "detached" });
  await handset.texts(answer).waitFor();

  await nina.openInbox();
  await nina.openThread(customer);
  await nina.bubbles(answer, "delivered").waitFor();
  // What follows arrives too, and the first one did not come again meanwhile.
  const more = unique("See you then.");
  await nina.answer(more);
  await nina.bubbles(more, "delivered").waitFor();
  await handset.texts(more).waitFor();
  assert.equal(await handset.texts(answer).count(), 1);
});

scenario("an organization connects its own account, once the token is right", async (stage) => {
  const { owner } = await newOrganization();
  const account = await newCarrierAccount();
  const nina = await stage.windowOf(owner.email);
  const { page } = nina;
  await nina.openSettings("Integrations");
  const form = page.getByRole("form", { name: "Twilio credentials" });
  await form.getByLabel("Account SID").fill(account.sid.slice(0, -1));
  await form.getByLabel("Auth token").fill(account.token);
  await nina.button("Connect").click();
  await form.getByText("An account SID is AC and 32 letters and digits").waitFor();
  assert.equal(await form.getByLabel("Account SID").getAttribute("aria-invalid"), "true");

  await form.getByLabel("Account SID").fill(account.sid);
  await form.getByLabel("Auth token").fill("0".repeat(32));
  await nina.button("Connect").click();
  await form.getByRole("alert").filter({ hasText: "Twilio refuses this account SID and auth token." }).waitFor();
  await nina.twilioStatus.getByText("Not connected", { exact: true }).waitFor();
  assert.equal(await form.getByLabel("Account SID").inputValue(), account.sid);

  await form.getByLabel("Auth token").fill(account.token);
  await nina.button("Connect").click();
  await nina.twilioStatus.getByText("Connected", { exact: true }).waitFor();
  await nina.fact("Account").getByText("Your own").waitFor();
  assert.equal(await nina.fact("Account SID").innerText(), account.sid);

  await nina.button("Replace credentials").click();
  const dialog = nina.dialog("Replace credentials");
  await dialog.getByLabel("Auth token").fill("0".repeat(32));
  await dialog.getByRole("button", { name: "Replace" }).click();
  await dialog.getByRole("alert").filter({ hasText: "Twilio refuses this account SID and auth token." }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await nina.twilioStatus.getByText("Connected", { exact: true }).waitFor();
  const { twilio } = await (await apiOf(owner.email)).call("/api/integrations");
  assert.equal(twilio.status, "connected");
  assert.doesNotMatch(JSON.stringify(twilio), new RegExp(account.token));
});

scenario("the auth token changes without a text lost", async (stage) => {
  const acme = await newOrganization();
  const { account, own } = await withOwnAccount(acme);
  const customer = customerOtherThan(own.number);
  const handset = await stage.handsetTo(customer, own.number);
  const office = await stage.windowOf(acme.owner.email);
  await office.openSettings("Integrations");
  await office.fact("Next auth token").getByText("None waiting").waitFor();

  const next = await secondaryTokenOf(account);
  await office.button("Change the auth token").click();
  const dialog = office.dialog("Change the auth token");
  await dialog.getByLabel("Secondary auth token").fill("0".repeat(32));
  await dialog.getByRole("button", { name: "Add the token" }).click();
  await dialog.getByText(/^Twilio refuses/).waitFor();
  await dialog.getByLabel("Secondary auth token").fill(next);
  await dialog.getByRole("button", { name: "Add the token" }).click();
  await dialog.waitFor({ state: "detached" });
  await office.fact("Next auth token").getByText(/^Waiting/).waitFor();

  await promoteTokenOf(account);
  const desk = await stage.windowOf(acme.owner.email);
  const text = unique("Are you open on Friday?");
  await handset.text(text);
  await desk.openThread(customer);
  await desk.bubbles(text).waitFor();
  const answer = unique("From nine to five.");
  await desk.answer(answer);
  await desk.bubbles(answer, "delivered").waitFor();
  await handset.texts(answer).waitFor();
  await office.openInbox();
  await office.openSettings("Integrations");
  await office.fact("Next auth token").getByText("None waiting").waitFor();
  await office.twilioStatus.getByText("Connected", { exact: true }).waitFor();
  assert.equal(await desk.carrierBanner.getByText("Texts wait").count(), 0);
});

scenario("an owner renames a person, and everybody reads the new name", async (stage) => {
  const { owner } = await newOrganization();
  const [first, second] = [await stage.windowOf(owner.email), await stage.windowOf(owner.email)];
  for (const window of [first, second]) await window.openSettings("People");
  await first.chooseFor("Nina Newowner", "Rename");
  const dialog = first.dialog("Rename Nina Newowner");
  await dialog.locator("input:focus").and(dialog.getByLabel("Name")).waitFor();
  await dialog.getByLabel("Name").fill(" ");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await dialog.getByText("Write a name").waitFor();
  await dialog.getByLabel("Name").fill("Nina Norris");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await dialog.waitFor({ state: "detached" });
  await first.page.locator("button:focus").and(first.button("More for Nina Norris")).waitFor();
  await second.page.getByRole("list", { name: "Team" }).getByText("Nina Norris").waitFor();
  await second.button("Account of Nina Norris").waitFor();
});

scenario("a link asks before it leaves what is not saved", async (stage) => {
  const { owner, organization } = await newOrganization();
  const nina = await stage.windowOf(owner.email);
  await nina.openSettings("Organization");
  const name = nina.page.getByLabel("Name", { exact: true });
  const typed = unique("Half Typed");
  await name.fill(typed);
  const question = nina.dialog("Leave without saving?");
  await nina.settings.getByRole("link", { name: "Hours" }).click();
  await question.getByRole("button", { name: "Stay" }).click();
  await question.waitFor({ state: "detached" });
  assert.equal(await name.inputValue(), typed);

  await nina.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inbox" }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await nina.inbox.waitFor();
  await nina.openSettings("Organization");
  assert.equal(await name.inputValue(), organization);
  // With nothing to lose nobody is asked.
  await nina.settings.getByRole("link", { name: "Hours" }).click();
  await nina.settingsPage("Hours").waitFor();
});

scenario("a number that was changed at the carrier is found ill and repaired", async (stage) => {
  const acme = await newOrganization();
  const { number } = await withNumber(acme);
  const nina = await stage.windowOf(acme.owner.email);
  await nina.openSettings("Numbers");
  await nina.page.getByText("Your number is set up right.").waitFor();

  await breakNumber(number);
  await nina.button("Check again").click();
  const ill = nina.page.getByRole("list", { name: "Numbers with problems" });
  await ill.getByText(nationally(number)).waitFor();
  await ill.getByRole("button", { name: `Repair ${nationally(number)}` }).click();
  await nina.page.getByText("Your number is set up right.").waitFor();

  const text = unique("Are you back?");
  const customer = customerOtherThan(number);
  const handset = await stage.handsetTo(customer, number);
  await handset.text(text);
  await nina.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inbox" }).click();
  await nina.row(customer).filter({ hasText: text }).waitFor();
});

scenario("a number is set up, and released only once it is typed", async (stage) => {
  const acme = await newOrganization();
  const { number } = await withNumber(acme);
  const nina = await stage.windowOf(acme.owner.email);
  await nina.openSettings("Numbers");
  await nina.page.getByRole("list", { name: "Numbers" }).getByRole("link").click();
  const { page } = nina;
  await page.getByRole("group", { name: "When somebody calls" }).getByRole("radio", { name: /^Forward/ }).check();
  await nina.button("Save").click();
  await page.getByText("Write the number that calls go to").waitFor();
  await page.getByLabel("Forward to").fill("(201) 555-0188");
  await page.getByLabel("Ring for (seconds)").fill("15");
  await nina.button("Save").click();
  await nina.toast("Number saved").waitFor();
  const [{ voice }] = (await (await apiOf(acme.owner.email)).call("/api/numbers")).numbers;
  assert.equal(voice.mode, "forward");
  assert.equal(voice.ringSeconds, 15);
  assert.equal(voice.forwardTo.replace(/\D/g, "").slice(-10), "2015550188");

  await nina.button("Release this number").click();
  const question = nina.dialog(`Release ${nationally(number)}?`);
  const release = question.getByRole("button", { name: "Release for ever" });
  assert.equal(await release.isDisabled(), true);
  await question.getByRole("textbox").fill(nationally(number));
  await release.click();
  await page.getByText("No number yet").waitFor();
});

scenario("the audit tells what was done, narrows down, and can be kept as a file", async (stage) => {
  const { owner } = await newOrganization();
  const nina = await stage.windowOf(owner.email);
  const email = newEmail("noah");
  await (await apiOf(owner.email)).call("/api/users/invitations", { method: "POST", body: { email, role: "agent" } });
  await nina.openSettings("Audit");
  const rows = nina.page.getByRole("table").getByRole("row");
  await rows.filter({ hasText: `Invited ${email}` }).filter({ hasText: "Nina Newowner" }).waitFor();
  await rows.filter({ hasText: "Signed in" }).first().waitFor();

  await nina.page.getByLabel("Kind").selectOption({ label: "Invited, joined, removed" });
  await rows.filter({ hasText: "Signed in" }).first().waitFor({ state: "detached" });
  await rows.filter({ hasText: `Invited ${email}` }).waitFor();
  assert.match(nina.page.url(), /action=person/);

  const [file] = await Promise.all([nina.page.waitForEvent("download"), nina.button("Export CSV").click()]);
  const csv = await readFile(await file.path(), "utf8");
  assert.match(csv, /person_invited/);
  assert.doesNotMatch(csv, /signed_in/);
});

scenario("who is no owner sees the settings, and why they cannot change them", async (stage) => {
  const andy = await stage.windowOf(AGENT);
  const { page } = andy;
  await andy.openSettings("Organization");
  await page.getByRole("note").filter({ hasText: "You can see this but not change it" }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).isDisabled(), true);
  assert.equal(await andy.button("Save").count(), 0);

  await andy.openSettings("People");
  await page.getByRole("list", { name: "Team" }).getByText("Olivia Owner").waitFor();
  assert.equal(await andy.button("Invite").count(), 0);

  await andy.openSettings("Numbers");
  await page.getByRole("list", { name: "Numbers" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Get a number" }).count(), 0);
  await page.goto("/settings/numbers/new");
  await page.getByText("Only owners get numbers").waitFor();

  await page.goto("/settings/audit");
  await page.getByText("Only owners read the audit").waitFor();
});

scenario("on a phone the settings are a list, a page, and back", async (stage) => {
  const olivia = await stage.windowOf(OWNER, { width: 390, height: 844 });
  const { page } = olivia;
  await olivia.openSettings("People");
  await olivia.settingsPage("People").locator("h2:focus").waitFor();
  assert.equal(await olivia.settings.isVisible(), false);
  await page.getByRole("link", { name: "All settings" }).click();
  await olivia.settings.getByRole("link", { name: "Hours" }).click();
  await olivia.settingsPage("Hours").getByRole("group", { name: "Sunday" }).waitFor();
  await page.goBack();
  await olivia.settings.waitFor();
  for (const path of ["organization", "hours", "messages", "people", "numbers", "integrations", "audit", "account"]) {
    await page.goto(`/settings/${path}`);
    await page.getByRole("main").getByRole("heading").first().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, path);
  }
});

/** What each screen shows once it is there. */
const PUBLIC_SCREENS = {
  "/sign-up": (page) => page.getByLabel("Business name"),
  "/reset": (page) => page.getByLabel("Email"),
  "/reset#token=x": (page) => page.getByLabel("New password"),
  "/invitation": (page) => page.getByText("Open the link in the invitation mail again"),
};

const SCREENS = {
  "/inbox/open": (page) => page.getByRole("region", { name: "First steps" }),
  "/settings/organization": (page) => page.getByLabel("Name", { exact: true }),
  "/settings/hours": (page) => page.getByRole("group", { name: "Sunday" }),
  "/settings/messages": (page) => page.getByLabel("Reply to HELP"),
  "/settings/people": (page) => page.getByRole("list", { name: "Invited" }),
  "/settings/numbers": (page) => page.getByText("Your number is set up right."),
  "/settings/numbers/new?country=US&kind=local&areaCode=415": (page) => page.getByRole("list", { name: "Numbers for sale" }),
  "/settings/numbers/import": (page) => page.getByText(/Nothing left to add|In your Twilio account/).first(),
  "/settings/integrations": (page) => page.getByTestId("twilio-status"),
  "/settings/audit": (page) => page.getByRole("table"),
  "/settings/account": (page) => page.getByLabel("Password now"),
};

let shown = null;
/** One for every look at the screens: nothing there is changed, and a hub takes only so many sign-ups from one address. */
const shownOrganization = () =>
  (shown ??= (async () => {
    const acme = await newOrganization();
    const own = await withNumber(acme);
    const api = await apiOf(acme.owner.email);
    await api.call("/api/users/invitations", { method: "POST", body: { email: newEmail("noah"), role: "agent" } });
    return { ...acme, own };
  })());

for (const theme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    scenario(`axe finds nothing serious on the ${theme} account screens at ${size} width`, async (stage) => {
      const { owner, own } = await shownOrganization();
      const nina = await stage.window({ theme, ...viewport });
      const { page } = nina;
      const look = async (screen) => assert.deepEqual(await gravestFindings(page), [], screen);
      const visit = async (path, shows) => {
        await page.goto(path);
        await shows(page).waitFor();
        await look(path);
      };

      for (const [path, shows] of Object.entries(PUBLIC_SCREENS)) await visit(path, shows);
      await page.goto("/");
      await nina.signIn(owner.email);
      for (const [path, shows] of Object.entries(SCREENS)) await visit(path, shows);
      await visit(`/settings/numbers/${own.id}`, () => page.getByLabel("Label", { exact: true }));
      await nina.button("Release this number").click();
      await nina.dialog(/^Release/).waitFor();
      await look("release");

      await page.goto("/settings/people");
      await nina.button("Invite").click();
      await nina.dialog("Invite a person").waitFor();
      await look("invite");
    });
  }
}
