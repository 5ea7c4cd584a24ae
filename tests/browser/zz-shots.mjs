import { launch } from "./chromium.mjs";
const base = process.env.HUB_URL; const out = "/tmp/work/shots";
import { mkdir } from "node:fs/promises"; await mkdir(out, { recursive: true });
const browser = await launch();
const ctx = await browser.newContext({ baseURL: base, viewport: { width: 1280, height: 800 }, colorScheme: process.env.THEME || "light", reducedMotion: "reduce" });
const page = await ctx.newPage();
const shot = async (n) => { await page.waitForTimeout(900); await page.screenshot({ path: `${out}/${process.env.THEME || "light"}-${n}.png` }); };
await page.goto("/sign-up"); await shot("signup");
await page.goto("/"); await page.getByLabel("Email").fill("owner@acme.test"); await page.getByLabel("Password", {exact:true}).fill("demo-password-1"); await page.keyboard.press("Enter"); await page.waitForTimeout(2500);
for (const [n, p] of [["inbox","/inbox/open"],["org","/settings/organization"],["hours","/settings/hours"],["messages","/settings/messages"],["people","/settings/people"],["numbers","/settings/numbers"],["number","/settings/numbers/num_12015550123"],["buy","/settings/numbers/get"],["integrations","/settings/integrations"],["audit","/settings/audit"],["me","/settings/me"]]) { await page.goto(p); await page.waitForTimeout(800); console.log(n, page.url()); await shot(n); }
await browser.close();
