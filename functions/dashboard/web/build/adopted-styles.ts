import type { Plugin } from "vite";

interface Rewrite {
  module: RegExp;
  from: RegExp;
  to: string;
}

/**
 * How the libraries that make a `<style>` element while they run say it instead. A sheet that a script adopts is no
 * inline style, so the content security policy needs no 'unsafe-inline'.
 */
const REWRITES: Rewrite[] = [
  {
    module: /\/sonner\/dist\/index\.mjs$/,
    from: /function __insertCSS\(code\) \{[\s\S]*?\n\}/,
    to: `function __insertCSS(code) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(code);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}`,
  },
  {
    module: /\/react-style-singleton\/dist\/es\d+\/singleton\.js$/,
    from: /^[\s\S]*export var stylesheetSingleton = [\s\S]*$/,
    to: `export function stylesheetSingleton() {
  let users = 0;
  let sheet = null;
  return {
    add(css) {
      users += 1;
      if (users > 1) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    remove() {
      users -= 1;
      if (users > 0) return;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
      sheet = null;
    },
  };
}
`,
  },
];

/** Rewrites them, and fails the build where a new version of a library no longer looks as expected. */
export function adoptedStyles(): Plugin {
  const missing = new Set(REWRITES);
  return {
    name: "adopted-styles",
    apply: "build",
    transform(code, id) {
      const rewrite = REWRITES.find(({ module }) => module.test(id));
      if (!rewrite) return null;
      if (!rewrite.from.test(code)) this.error(`${id} makes its styles in another way than adopted-styles.ts knows`);
      missing.delete(rewrite);
      return { code: code.replace(rewrite.from, () => rewrite.to), map: null };
    },
    buildEnd(error) {
      if (error) return;
      for (const { module } of missing) this.error(`no module is ${String(module)}: adopted-styles.ts can go without it`);
    },
  };
}
