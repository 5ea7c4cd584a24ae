// The handset: texts the hub through the simulator and shows what reaches this number. No build step, no library.
"use strict";

const part = (id) => document.getElementById(id);
const customer = part("customer"), business = part("business"), log = part("log"), body = part("body");
const channel = part("channel"), profile = part("profile");
const notice = part("notice"), link = part("link"), empty = part("empty");
const seen = new Map(); // hub number -> how many of its messages were shown
let messages = [];
let drawn = "";
let asked = 0;

const kept = {
  read: (key) => { try { return localStorage.getItem(`handset.${key}`) ?? ""; } catch { return ""; } },
  write: (key, value) => { try { localStorage.setItem(`handset.${key}`, value); } catch { /* private mode */ } },
};

const typed = () => customer.value.replace(/[^\d+:a-z]/gi, "");
const number = () => (typed() ? channel.value + typed() : "");
const isOf = (address) => address.startsWith("whatsapp:") === (channel.value !== "");

function pretty(address) {
  const plain = address.replace("whatsapp:", "");
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(plain);
  return us ? `(${us[1]}) ${us[2]}-${us[3]}` : plain;
}

function tell(words) {
  notice.textContent = words;
  notice.hidden = !words;
}

async function ask(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}.`);
  return answer;
}

async function loadNumbers() {
  const numbers = (await ask("phone/numbers")).numbers.filter((n) => isOf(n.number));
  const known = numbers.map((n) => n.number).join();
  if (business.dataset.known === known) return;
  const wanted = business.value || kept.read("business");
  business.replaceChildren(...numbers.map((n) => {
    const option = new Option(n.label ? `${n.label} ${pretty(n.number)}` : pretty(n.number), n.number);
    option.dataset.name = option.text;
    return option;
  }));
  business.dataset.known = known;
  if (numbers.some((n) => n.number === wanted)) business.value = wanted;
}

async function refresh() {
  const turn = ++asked;
  await loadNumbers();
  const found = number() ? (await ask(`phone/messages?number=${encodeURIComponent(number())}`)).messages : [];
  if (turn !== asked) return; // A later question is under way.
  messages = found;
  draw();
}

function draw() {
  const thread = messages.filter((m) => m.hub_number === business.value);
  const key = `${number()} ${business.value}`;
  const fresh = drawn !== key;
  const known = new Set(fresh ? [] : [...log.querySelectorAll("[data-sid]")].map((e) => e.dataset.sid));
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  if (fresh) log.querySelectorAll(":scope > :not(#empty)").forEach((e) => e.remove());
  drawn = key;
  for (const message of thread) if (!known.has(message.sid)) append(message, !fresh);
  empty.hidden = thread.length > 0;
  if (fresh || atEnd) log.scrollTop = log.scrollHeight;
  seen.set(key, thread.length);
  for (const option of business.options) {
    const count = messages.filter((m) => m.hub_number === option.value).length;
    const unseen = count - (seen.get(`${number()} ${option.value}`) ?? 0);
    option.text = unseen > 0 ? `${option.dataset.name} (${unseen} new)` : option.dataset.name;
  }
}

function append(message, isNew) {
  const at = new Date(message.at);
  const day = at.toLocaleDateString(undefined, { weekday: "long", month: "short", day: "numeric" });
  const days = log.querySelectorAll(".day");
  if (days[days.length - 1]?.textContent !== day) log.append(element("p", "day", day));
  const side = message.mine ? "mine" : "theirs";
  const bubble = element("div", `bubble ${side}${message.by_provider ? " provider" : ""}${isNew ? " new" : ""}`, message.body);
  bubble.dataset.sid = message.sid;
  for (const file of message.media) bubble.append(shown(file));
  const who = message.mine ? "You" : message.by_provider ? "Carrier" : "Business";
  const time = at.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
  log.append(bubble, element("p", `stamp ${side}`, `${who}, ${time}`));
}

function shown(file) {
  if (!/^image\/(png|jpeg|gif|webp)$/.test(file.content_type)) {
    const anchor = element("a", "file", `File, ${file.content_type}`);
    anchor.href = file.url;
    return anchor;
  }
  const image = element("img", "", "");
  image.src = file.url;
  image.alt = "Attachment";
  return image;
}

function element(name, kind, text) {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

async function send(text, pictures = 0) {
  if (!number()) { tell("Type the customer number first."); customer.focus(); return; }
  if (!business.value) { tell("The hub has no number yet."); return; }
  const files = attached.splice(0);
  if (!text.trim() && !files.length && !pictures) { body.focus(); return; }
  listAttached();
  tell("");
  if (body.value === text) { body.value = ""; grow(); }
  log.scrollTop = log.scrollHeight;
  try {
    const answer = await ask("phone/send", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        from: number(), to: business.value, body: text, pictures, files: files.map((f) => f.sent),
        profile_name: channel.value ? profile.value.trim() : null,
      }),
    });
    if (answer.problems.length) tell(answer.problems.join(" · "));
  } catch (error) {
    tell(error.message);
    if (!body.value) { body.value = text; grow(); }
    attached.unshift(...files);
    listAttached();
  }
}

const attached = [];

async function attach(list) {
  for (const file of list) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    attached.push({ name: file.name, sent: { content_type: file.type || "application/octet-stream", base64: btoa(text) } });
  }
  listAttached();
}

function listAttached() {
  part("attached").replaceChildren(...attached.map((file) => {
    const item = element("li", "", file.name);
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.ariaLabel = `Remove ${file.name}`;
    remove.addEventListener("click", () => { attached.splice(attached.indexOf(file), 1); listAttached(); });
    item.append(remove);
    return item;
  }));
}

function grow() {
  body.style.height = "auto";
  body.style.height = `${body.scrollHeight + 2}px`;
}

// The numbers used here before, to pick from. (A datalist would make the field a combobox.)
function remember() {
  kept.write("customer", customer.value.trim());
  const numbers = new Set([typed(), ...kept.read("customers").split(" ")].filter(Boolean));
  const recent = [...numbers].slice(0, 6);
  kept.write("customers", recent.join(" "));
  part("customers").replaceChildren(...recent.filter((n) => n !== typed()).map((n) => {
    const pick = element("button", "", pretty(n));
    pick.type = "button";
    pick.addEventListener("click", () => { customer.value = n; remember(); listen(); quietly(); });
    return pick;
  }));
}

const quietly = () => {
  document.dispatchEvent(new Event("refresh"));
  return refresh().catch((error) => tell(error.message));
};

customer.addEventListener("input", quietly);
// A row that comes while a button is pressed would move the button away.
customer.addEventListener("change", () => setTimeout(remember, 400));
channel.addEventListener("change", () => {
  part("profile-field").hidden = !channel.value;
  quietly();
});
business.addEventListener("change", () => { kept.write("business", business.value); draw(); });
body.addEventListener("input", grow);
body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(body.value); }
});
part("composer").addEventListener("submit", (event) => { event.preventDefault(); send(body.value); });
part("picture").addEventListener("click", () => send(body.value, 1));
part("attach").addEventListener("click", () => part("files").click());
part("files").addEventListener("change", (event) => { attach([...event.target.files]); event.target.value = ""; });
document.querySelectorAll("[data-word]").forEach((b) => b.addEventListener("click", () => send(b.dataset.word)));

customer.value = kept.read("customer") || "+14155550100";
remember();
// While this is open, calls to the number ring here; `data-number` says for which number it is.
let events;
function listen() {
  events?.close();
  const address = typed();
  events = new EventSource(`phone/events?number=${encodeURIComponent(address)}`);
  events.addEventListener("open", () => {
    link.textContent = "Live";
    link.className = "link live";
    link.dataset.number = address;
    quietly();
  });
  events.addEventListener("changed", quietly);
  events.addEventListener("error", () => { link.textContent = "Reconnecting…"; link.className = "link lost"; });
}
let relisten;
customer.addEventListener("input", () => { clearTimeout(relisten); relisten = setTimeout(listen, 250); });
listen();
quietly();
