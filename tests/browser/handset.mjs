import { numberOf } from "./hub.mjs";

/** A customer's phone: the page of the simulated carrier. */
export class Handset {
  constructor(page) {
    this.page = page;
    this.log = page.getByRole("log", { name: "Messages" });
    this.callRegion = page.getByRole("region", { name: "Call", exact: true });
    this.callState = this.callRegion.getByRole("status");
    this.heard = page.getByRole("log", { name: "Heard on the call" });
  }

  /** As this customer, to a tenant's first number. */
  open(customer, tenantId) {
    return this.openTo(customer, numberOf(tenantId));
  }

  async openTo(customer, business) {
    await this.page.goto("/_dev/phone");
    await this.page.getByText("Live", { exact: true }).waitFor();
    await this.page.getByRole("textbox", { name: "Customer number" }).fill(customer);
    await this.page.getByRole("combobox", { name: "Business number" }).selectOption(business);
  }

  async openWhatsapp(customer, sender) {
    await this.page.goto("/_dev/phone");
    await this.page.getByText("Live", { exact: true }).waitFor();
    await this.page.getByRole("combobox", { name: "Channel" }).selectOption("WhatsApp");
    await this.page.getByRole("textbox", { name: "Customer number" }).fill(customer);
    await this.page.getByRole("combobox", { name: "Business number" }).selectOption(sender);
  }

  async text(body) {
    await this.page.getByRole("textbox", { name: "Text message" }).fill(body);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  /** Sends a picture, with the words that stand in the field. */
  async picture() {
    await this.page.getByRole("button", { name: "Picture", exact: true }).click();
  }

  /** The pictures that came from the business. */
  pictures() {
    return this.log.locator(".theirs img");
  }

  /** Waits until a call to this customer would ring here. */
  async isReachable() {
    const customer = await this.page.getByRole("textbox", { name: "Customer number" }).inputValue();
    await this.page.locator(`#link[data-number="${customer}"]`).waitFor();
  }

  /** Calls the business. */
  async call() {
    await this.page.getByRole("button", { name: "Call the business" }).click();
  }

  /** Answers, declines or ignores what rings: `Answer`, `Decline`, `Ignore`; or ends the call: `Hang up`. */
  async onCall(act) {
    await this.callRegion.getByRole("button", { name: act, exact: true }).click();
  }

  async press(key) {
    const name = { "*": "Star", "#": "Pound" }[key] ?? key;
    await this.callRegion.getByRole("button", { name, exact: true }).click();
  }

  /** Says something on the call: what a voicemail's transcript says. */
  async speak(words) {
    await this.callRegion.getByRole("textbox", { name: "What you say" }).fill(words);
    await this.callRegion.getByRole("button", { name: "Speak", exact: true }).click();
  }

  /** The texts with these words that the phone shows. */
  texts(body) {
    return this.log.getByText(body, { exact: true });
  }
}
