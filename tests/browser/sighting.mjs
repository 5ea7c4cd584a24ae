/** When words first appear on a page, by the page's own account: asking again and again would add its own delay. */

const BOUND_MS = 5_000;

/** Milliseconds on the clock that this process and the browser share. */
export const wallClock = () => performance.timeOrigin + performance.now();

/** The wall clock at the moment when the words appeared; refuses after five seconds. */
export async function firstSeen(page, words) {
  const at = await page.evaluate(
    ([words, boundMs]) =>
      new Promise((resolve) => {
        const settle = (value) => {
          observer.disconnect();
          clearTimeout(bound);
          resolve(value);
        };
        const look = () => {
          if (document.body.innerText.includes(words)) settle(performance.timeOrigin + performance.now());
        };
        const observer = new MutationObserver(look);
        const bound = setTimeout(() => settle(null), boundMs);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        look();
      }),
    [words, BOUND_MS],
  );
  if (at === null) throw new Error(`not on the page within ${BOUND_MS} ms: ${words}`);
  return at;
}
