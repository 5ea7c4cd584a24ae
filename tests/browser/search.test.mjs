/** Searching messages, names and numbers, in a real browser against a running hub. */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, textFrom } from "./hub.mjs";
import { scenario } from "./stage.mjs";

const results = ({ page }) => page.getByTestId("search-results");
const found = (window, words) => results(window).getByRole("list", { name: "Messages" }).getByRole("link").filter({ hasText: words });
const target = ({ log }) => log.locator("[data-testid=message][aria-current=location]");

/** Searches until the index has what was just written. */
async function search(window, words) {
  await window.page.keyboard.press("/");
  await window.search.fill(words);
  await results(window).waitFor();
}

/** A word that no other text has. */
const ownWord = () => unique("needle").replace(/[^a-z0-9]/gi, "").toLowerCase();

async function indexed(words) {
  const api = await apiOf(AGENT);
  const until = Date.now() + 5_000;
  while (Date.now() < until) {
    const { messages } = await api.call(`/api/search?q=${encodeURIComponent(words)}`);
    if (messages.length > 0) return;
  }
  throw new Error(`${words} is not found`);
}

scenario("a word leads to its message in a long thread, by keyboard", async (stage) => {
  const [customer, word] = [newCustomer(), ownWord()];
  await textFrom(customer, `The first of all: ${word} stands here`);
  for (let number = 0; number < 60; number += 1) await textFrom(customer, `Another text ${number}`);
  await indexed(word);
  const andy = await stage.windowOf(AGENT);
  await search(andy, word.slice(0, -1).toUpperCase());
  await found(andy, word).waitFor();
  assert.equal(await results(andy).locator("mark").textContent(), word);

  await andy.search.press("Enter");
  await andy.page.keyboard.press("Enter");
  await target(andy).waitFor();
  await andy.page.waitForFunction(() => {
    const box = document.querySelector("[data-testid=message][aria-current=location]")?.getBoundingClientRect();
    return box && box.top >= 0 && box.bottom <= window.innerHeight;
  });
  assert.match(await target(andy).textContent(), new RegExp(word));
  assert.deepEqual(await gravestFindings(andy.page), []);
});

scenario("a name and a number find the conversation, and what is nowhere is said so", async (stage) => {
  const [customer, name] = [newCustomer(), `Zoë ${ownWord()}`];
  await textFrom(customer, "Hello");
  const api = await apiOf(AGENT);
  await api.change((await api.conversationWith(customer)).id, { contactName: name });
  const andy = await stage.windowOf(AGENT, { width: 390, height: 780 });
  const conversations = results(andy).getByRole("list", { name: "Conversations" }).getByRole("link");
  await search(andy, nationally(customer));
  await conversations.filter({ hasText: name }).waitFor();
  await andy.search.fill(`zoe ${name.split(" ")[1]}`);
  await andy.page.getByText("Everything for “zoe").waitFor();
  await conversations.filter({ hasText: name }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);

  await andy.search.fill(ownWord());
  await andy.page.getByText("No message, name or number has all of these words.").waitFor();
  await andy.search.fill("x");
  await andy.page.getByText("Type at least two letters.").waitFor();
});

scenario("a search that fails says so and can be tried again", async (stage) => {
  const [customer, word] = [newCustomer(), ownWord()];
  await textFrom(customer, `About ${word}`);
  await indexed(word);
  const andy = await stage.windowOf(AGENT);
  await andy.page.route("**/api/search*", (route) => route.fulfill({ status: 500, json: { code: "internal", error: "Broken." } }));
  await andy.page.keyboard.press("/");
  await andy.search.fill(word);
  await andy.page.getByText("Couldn't search").waitFor();
  await andy.page.unroute("**/api/search*");
  await andy.button("Retry").click();
  await found(andy, word).waitFor();
});

scenario("the command palette finds a message and opens it", async (stage) => {
  const [customer, word] = [newCustomer(), ownWord()];
  await textFrom(customer, `Where is ${word}?`);
  await indexed(word);
  const andy = await stage.windowOf(AGENT);
  await andy.page.keyboard.press("Control+k");
  const palette = andy.page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill(word);
  await palette.getByRole("option").filter({ hasText: word }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await andy.page.keyboard.press("Enter");
  await target(andy).filter({ hasText: word }).waitFor();
});
