import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { adoptedStyles } from "./build/adopted-styles.ts";
import { nanpMetadata } from "./build/nanp-metadata.ts";
import { precompress } from "./build/precompress.ts";

const hub = "http://127.0.0.1:4400";

export default defineConfig({
  base: "/",
  plugins: [react(), tailwindcss(), adoptedStyles(), nanpMetadata(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // The content security policy allows no data: fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script in some browsers' view of the page.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": hub, "/auth": hub, "/health": hub, "/ws": { target: hub, ws: true } },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
