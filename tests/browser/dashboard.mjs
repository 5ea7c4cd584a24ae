import { nationally } from "./customers.mjs";
import { PASSWORD } from "./hub.mjs";

/** A window of the dashboard, in the words of its roles and names. */
export class Dashboard {
  constructor(page) {
    this.page = page;
    this.inbox = page.getByRole("region", { name: "Inbox" });
    this.list = page.getByRole("list", { name: "Conversations", exact: true });
    this.rows = this.list.getByRole("link");
    this.search = page.getByRole("searchbox", { name: "Search messages, names and numbers" });
    this.thread = page.getByRole("main", { name: "Conversation", exact: true });
    this.log = page.getByRole("log", { name: "Messages" });
    this.composer = this.thread.getByRole("textbox", { name: "Message" });
    this.settings = page.getByRole("navigation", { name: "Settings" });
    this.firstSteps = page.getByRole("region", { name: "First steps" });
    this.signInTitle = page.getByRole("heading", { name: "Sign in to Hub" });
    this.carrierBanner = page.getByTestId("carrier-banner");
    this.twilioStatus = page.getByTestId("twilio-status");
    this.segments = page.getByTestId("segment-count");
    this.connected = page.getByText("Connected", { exact: true });
    this.reconnecting = page.getByText("Reconnecting… Messages you send wait");
  }

  async signIn(email, password = PASSWORD) {
    await this.page.getByLabel("Email").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.isIn();
  }

  /** Signed in, at the inbox, and connected. */
  async isIn() {
    await this.inbox.waitFor();
    await this.connected.waitFor({ state: "attached" });
  }

  /** The row of a customer, by number or by the name the team gave. */
  row(customer) {
    return this.rows.filter({ hasText: nationally(customer) });
  }

  async openThread(customer) {
    await this.row(customer).click();
    await this.log.waitFor();
  }

  /** The bubbles with exactly these words, in any state or in the one given. */
  bubbles(body, status = null) {
    const bubbles = this.log.locator(status ? `[data-testid=message][data-status=${status}]` : "[data-testid=message]");
    return bubbles.filter({ has: this.page.getByText(body, { exact: true }) });
  }

  async answer(body) {
    await this.composer.fill(body);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  /** Opens a page of the settings by its name in their list, as a person would. */
  async openSettings(name) {
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" }).click();
    await this.settings.getByRole("link", { name }).click();
    await this.settingsPage(name).waitFor();
  }

  settingsPage(name) {
    return this.page.getByRole("main", { name, exact: true });
  }

  /** By the rail, from anywhere. */
  async openInbox() {
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inbox" }).click();
    await this.inbox.waitFor();
  }

  /** What the list of facts about the Twilio account says of one. */
  fact(name) {
    return this.page.locator("dl > div").filter({ has: this.page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd");
  }

  /** Opens the menu of a person in the team and chooses from it. */
  async chooseFor(person, choice) {
    await this.button(`More for ${person}`).click();
    await this.page.getByRole("menuitem", { name: choice }).click();
  }

  /** A dialog by its title; what asks before something final is one too. */
  dialog(title) {
    return this.page.getByRole("dialog", { name: title }).or(this.page.getByRole("alertdialog", { name: title }));
  }

  /** Short words at the edge of the screen. */
  toast(words) {
    return this.page.locator("[data-sonner-toast]").filter({ hasText: words }).first();
  }

  /** Waits until a field holds exactly this. */
  field(value) {
    return this.page.waitForFunction((wanted) => [...document.querySelectorAll("input")].some(({ value }) => value === wanted), value);
  }

  note(words) {
    return this.thread.getByRole("note").filter({ hasText: words });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }
}
