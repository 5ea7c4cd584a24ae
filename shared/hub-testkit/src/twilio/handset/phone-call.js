// Calls on the handset: rings, hears, presses, speaks. It uses what phone.js has.
"use strict";

const panel = part("call"), callState = part("call-state"), heardList = part("heard");
let current = null; // the call that is shown
let closed = ""; // the SID of a call that was put away
let turn = 0;

async function refreshCalls() {
  const mine = ++turn;
  const calls = typed() ? (await ask(`phone/calls?number=${encodeURIComponent(typed())}`)).calls : [];
  if (mine !== turn) return;
  const open = calls.filter((c) => !c.is_over);
  const shown = open.find((c) => c.is_ringing_here) ?? open.at(-1) ?? calls.find((c) => c.sid === current?.sid) ?? null;
  show(shown && shown.sid !== closed ? shown : null);
}

function show(call) {
  const isOther = call?.sid !== current?.sid;
  current = call;
  panel.hidden = !call;
  part("dial").hidden = Boolean(call && !call.is_over) || channel.value !== "";
  if (isOther) heardList.replaceChildren();
  sound();
  if (!call) return;
  callState.textContent = stateOf(call);
  for (const heard of call.heard.slice(heardList.children.length)) heardList.append(lineOf(heard));
  heardList.scrollTop = heardList.scrollHeight;
  const talks = !call.is_over && call.is_answered;
  part("answer").hidden = part("decline").hidden = part("ignore").hidden = !call.is_ringing_here;
  part("hangup").hidden = call.is_over || call.is_ringing_here;
  part("close-call").hidden = !call.is_over;
  part("speak").hidden = part("keypad").hidden = !talks;
}

function stateOf(call) {
  const who = pretty(call.hub_number);
  if (call.is_ringing_here) return `${who} is calling`;
  if (!call.is_over) return call.is_answered ? `Connected with ${who}` : `Calling ${who}…`;
  const how = { completed: `Call ended after ${call.duration ?? 0} s`, "no-answer": "No answer", busy: "Busy", canceled: "Missed call", failed: "Call failed" };
  return [how[call.status] ?? call.status, ...call.problems].join(" · ");
}

function lineOf(heard) {
  const item = element("p", "", "");
  const words = { Say: "Voice: ", Play: "Plays: ", Voice: "They say: ", Beep: "Beep" };
  item.append(element("span", "verb", words[heard.verb] ?? `${heard.verb}: `), heard.what);
  return item;
}

async function doOnCall(action) {
  if (!current) return;
  tell("");
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(action) };
  await ask(`phone/calls/${current.sid}`, options).catch((error) => tell(error.message));
}

async function dial() {
  if (!typed()) { tell("Type the customer number first."); customer.focus(); return; }
  if (!business.value) { tell("The hub has no number yet."); return; }
  tell("");
  const body = JSON.stringify({ from: typed(), to: business.value });
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  try {
    const { sid } = await ask("phone/call", options);
    closed = "";
    current = { sid };
    heardList.replaceChildren();
    await refreshCalls();
  } catch (error) {
    tell(error.message);
  }
}

// The two tones of each key, and of ringing.
const rows = [697, 770, 852, 941], columns = [1209, 1336, 1477], ringing = [440, 480];
let audio, playing;

function tones(frequencies, seconds) {
  audio ??= new AudioContext();
  const gain = new GainNode(audio, { gain: 0.06 });
  gain.connect(audio.destination);
  const made = frequencies.map((frequency) => new OscillatorNode(audio, { frequency }));
  made.forEach((tone) => { tone.connect(gain); tone.start(); if (seconds) tone.stop(audio.currentTime + seconds); });
  return made;
}

function sound() {
  const rings = part("tone").checked && current && !current.is_over && !current.is_answered;
  if (rings && !playing) playing = tones(ringing);
  if (!rings && playing) { playing.forEach((tone) => tone.stop()); playing = null; }
}

part("keypad").append(...["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"].map((key, index) => {
  const button = element("button", "", key);
  button.type = "button";
  if (key === "*") button.ariaLabel = "Star";
  if (key === "#") button.ariaLabel = "Pound";
  button.addEventListener("click", () => {
    if (part("tone").checked) tones([rows[Math.floor(index / 3)], columns[index % 3]], 0.15);
    doOnCall({ press: key });
  });
  return button;
}));
part("dial").addEventListener("click", dial);
part("answer").addEventListener("click", () => doOnCall("answer"));
part("decline").addEventListener("click", () => doOnCall("decline"));
part("ignore").addEventListener("click", () => doOnCall("ignore"));
part("hangup").addEventListener("click", () => doOnCall("hang_up"));
part("close-call").addEventListener("click", () => { closed = current?.sid ?? ""; show(null); part("dial").focus(); });
part("tone").addEventListener("change", sound);
part("speak").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = part("spoken").value.trim();
  if (!text) return;
  part("spoken").value = "";
  doOnCall({ speak: { text } });
});
document.addEventListener("refresh", () => refreshCalls().catch((error) => tell(error.message)));
refreshCalls().catch((error) => tell(error.message));
