/**
 * Takes the README's picture: fills the inbox of a fresh hub through the customers' handsets and
 * the API, and photographs it at 1440 by 900.
 *
 *     HUB_URL=http://127.0.0.1:4400 node picture.mjs inbox.png
 */

import { launch } from "./chromium.mjs";
import { Dashboard } from "./dashboard.mjs";
import { AGENT, apiOf, HUB_URL, textFrom } from "./hub.mjs";

const [path] = process.argv.slice(2);
if (!path) throw new Error("Say where the picture goes: node picture.mjs inbox.png");

const US = "us";
const THEM = "them";
const ANDY = "usr_acme_agent";
const OLIVIA = "usr_acme_owner";

/** Oldest first; `minutesAgo` is the age of the last words. Whose last words are theirs and not read waits for an answer. */
const CUSTOMERS = [
  { minutesAgo: 1510, number: "+14155550143", name: "Harold Jensen", read: true, talk: [[THEM, "Do you take Delta Dental PPO?"], [US, "We do. Bring your card and we'll check your cover before the visit."]] },
  { minutesAgo: 190, number: "+14155550118", name: "Priya Raman", assignee: OLIVIA, read: true, talk: [[US, "Your crown is in. When can you come to have it fitted?"], [THEM, "Great news! Thursday after work?"], [US, "Thursday at 5:30 is yours."]] },
  { minutesAgo: 168, number: "+14155550127", name: null, read: true, talk: [[THEM, "Wrong number, sorry"]] },
  { minutesAgo: 150, number: "+14155550162", name: "Luis Ortega", closed: true, read: true, talk: [[THEM, "Thanks for squeezing me in today"], [US, "Any time, Luis. No hot drinks for two hours."]] },
  { minutesAgo: 121, number: "+14155550109", name: "Beth & Tom Callahan", read: true, talk: [[THEM, "Can both kids be seen in one visit?"], [US, "Yes, back to back: Emma at 9:00, Jack at 9:40."]] },
  { minutesAgo: 96, number: "+14155550171", name: "Grace Okafor", assignee: ANDY, read: true, talk: [[THEM, "The retainer feels tight after two weeks off. Normal?"], [US, "Quite normal. Wear it at night this week; if it still hurts on Monday, call us."]] },
  { minutesAgo: 74, number: "+14155550135", name: "Samir Haddad", read: true, talk: [[THEM, "STOP"]] },
  { minutesAgo: 41, number: "+14155550104", name: "Kailani Wong", talk: [[THEM, "Hi! My flight is delayed. Could we move the 4 pm to tomorrow?"]] },
  { minutesAgo: 27, number: "+14155550186", name: null, talk: [[THEM, "Hello, are you taking new patients?"], [THEM, "I just moved to the neighborhood"]] },
  { minutesAgo: 16, number: "+14155550150", name: "Walter Nowak", assignee: OLIVIA, talk: [[THEM, "Received the invoice, is the X-ray included?"]] },
  { minutesAgo: 4, number: "+14155550178", name: "Dana Whitfield", talk: [[THEM, "Running 10 min late, so sorry!"]] },
  {
    minutesAgo: 0,
    number: "+14155550192",
    name: "Maya Lindqvist",
    assignee: ANDY,
    isOpen: true,
    talk: [
      [THEM, "Hi, it's Maya. I chipped a front tooth on an olive pit. It doesn't hurt, but the edge is sharp. Do I need to come in today?"],
      [US, "Hi Maya, sorry to hear that! No pain is a good sign. Is the tooth loose, or bleeding at the gum?"],
      [THEM, "Not loose, no blood. Just a small corner missing."],
      [US, "Then it can wait until tomorrow. A bit of sugar-free gum over the edge keeps your lip safe tonight."],
      [US, "Dr. Reyes can smooth and fill it at 8:20 or 11:45. Which suits you?"],
      [THEM, "8:20 would be perfect"],
      [THEM, "Should I keep the piece? I found it"],
      [US, "Well done. Yes, put it in a little milk and bring it along. See you at 8:20!"],
    ],
  },
];

const andy = await apiOf(AGENT);
for (const { number, name, talk, assignee, read, closed } of CUSTOMERS) {
  for (const [who, words] of talk) {
    if (who === THEM) await textFrom(number, words);
    else await andy.send(number, words);
  }
  const { id } = await andy.conversationWith(number);
  const change = {
    ...(name ? { contactName: name } : {}),
    ...(assignee ? { assigneeId: assignee } : {}),
    ...(read ? { read: true } : {}),
    ...(closed ? { state: "closed" } : {}),
  };
  if (Object.keys(change).length > 0) await andy.change(id, change);
}

/** The middle of a morning at the tenant's front desk. */
const NOW = new Date();
NOW.setUTCHours(15, 42, 0, 0);
/** From one text of a conversation to the next. */
const PAUSE_MINUTES = 3;

/** When these words were written, as the picture tells it, or null for words that are not its own. */
function toldAt(words) {
  for (const { talk, minutesAgo } of CUSTOMERS) {
    const index = talk.findIndex(([, body]) => body.startsWith(words));
    if (index < 0) continue;
    const minutes = minutesAgo + (talk.length - 1 - index) * PAUSE_MINUTES;
    return new Date(NOW.getTime() - minutes * 60_000).toISOString();
  }
  return null;
}

/** Everything was written within seconds; the picture spreads it over a morning. */
async function tellTimes(route) {
  const response = await route.fetch();
  const answer = await response.json();
  for (const message of answer.messages ?? []) message.createdAt = toldAt(message.body) ?? message.createdAt;
  for (const conversation of answer.conversations ?? []) {
    if (conversation.lastMessage) conversation.lastMessage.at = toldAt(conversation.lastMessage.preview) ?? conversation.lastMessage.at;
    const first = CUSTOMERS.find(({ number }) => number === conversation.theirAddress)?.talk[0];
    if (first) conversation.createdAt = toldAt(first[1]);
  }
  await route.fulfill({ response, json: answer });
}

const browser = await launch();
try {
  const page = await browser.newPage({
    baseURL: HUB_URL,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
    locale: "en-US",
  });
  page.setDefaultTimeout(10_000);
  const dashboard = new Dashboard(page);
  const open = CUSTOMERS.find(({ isOpen }) => isOpen);
  await page.goto("/");
  await dashboard.signIn(AGENT);
  await dashboard.rows.filter({ hasText: open.name }).click();
  const [, lastWords] = open.talk.at(-1);
  await dashboard.bubbles(lastWords, "delivered").waitFor();
  await dashboard.rows.filter({ hasText: open.name }).and(page.locator("[data-unread=false]")).waitFor();

  await page.clock.setFixedTime(NOW);
  await page.route("**/api/conversations**", tellTimes);
  await page.reload();
  await dashboard.bubbles(lastWords, "delivered").waitFor();
  await dashboard.connected.waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  console.log(`The picture is in ${path}`);
} finally {
  await browser.close();
}
